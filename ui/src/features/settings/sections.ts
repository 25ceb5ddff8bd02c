/** The sections of the settings, in their order, each with its sign. */
import type { IconName } from '../../components/icons';

export type SettingsSection =
  | 'reading'
  | 'languages'
  | 'models'
  | 'storage'
  | 'watch'
  | 'server'
  | 'hosted'
  | 'shortcuts'
  | 'appearance'
  | 'general';

export const sections: readonly (readonly [SettingsSection, IconName])[] = [
  ['reading', 'scan'],
  ['languages', 'languages'],
  ['models', 'package'],
  ['storage', 'storage'],
  ['watch', 'watch'],
  ['server', 'plug'],
  ['hosted', 'cloud'],
  ['appearance', 'palette'],
  ['shortcuts', 'keyboard'],
  ['general', 'options'],
];
