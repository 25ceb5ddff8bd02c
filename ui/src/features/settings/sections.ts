/** The sections of the settings, in their order, each with its sign. */
import type { IconName } from '../../components/icons';

export type SettingsSection = 'reading' | 'languages' | 'models' | 'storage' | 'watch' | 'server' | 'hosted' | 'general';

export const sections: readonly (readonly [SettingsSection, IconName])[] = [
  ['reading', 'scan'],
  ['languages', 'words'],
  ['models', 'package'],
  ['storage', 'save'],
  ['watch', 'folder'],
  ['server', 'plug'],
  ['hosted', 'cloud'],
  ['general', 'settings'],
];
