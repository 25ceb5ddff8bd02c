/** The sections of the settings, in their order, each with its sign. */
import type { IconName } from '../../components/icons';

export type SettingsSection =
  | 'reading'
  | 'languages'
  | 'models'
  | 'exports'
  | 'storage'
  | 'watch'
  | 'server'
  | 'hosted'
  | 'endpoint'
  | 'words'
  | 'shortcuts'
  | 'appearance'
  | 'general';

export const sections: readonly (readonly [SettingsSection, IconName])[] = [
  ['reading', 'scan'],
  ['languages', 'languages'],
  ['models', 'package'],
  ['words', 'words'],
  ['exports', 'export'],
  ['storage', 'storage'],
  ['watch', 'watch'],
  ['server', 'plug'],
  ['hosted', 'cloud'],
  ['endpoint', 'chat'],
  ['appearance', 'palette'],
  ['shortcuts', 'keyboard'],
  ['general', 'options'],
];
