import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

const typed = { projectService: true, extraFileExtensions: ['.svelte'] };

export default ts.config(
  { ignores: ['dist/', 'src/platform/bindings.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ['src/**/*.ts', 'tests/**/*.ts', 'src/**/*.svelte'],
    languageOptions: { parserOptions: typed },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { ...typed, parser: ts.parser, svelteConfig } },
  },
  { files: ['scripts/**', '*.config.*'], languageOptions: { globals: { ...globals.node } } },
  {
    // The host is reached through `platform` alone.
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    ignores: ['src/platform/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only src/platform talks to the host.' },
            { group: ['**/platform/tauri', '**/platform/bindings'], message: 'Import from src/platform.' },
          ],
        },
      ],
    },
  },
  {
    // Components are the lowest tier: they know words and types, but no feature.
    files: ['src/components/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/features/**', '**/session.svelte', '@tauri-apps/*'], message: 'A component knows no feature.' }] },
      ],
    },
  },
);
