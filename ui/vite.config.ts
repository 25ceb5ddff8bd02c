import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The desktop shell serves `dist` under a strict content security policy, so nothing is inlined into the page; in
// development it waits for this exact port.
export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: 'localhost' },
  build: { target: ['es2022', 'safari16'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // Svelte's browser build is wanted in tests too: they mount real components.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  // Threads start quickly even where all cores are busy with a build.
  test: { environment: 'happy-dom', pool: 'threads', include: ['tests/**/*.test.ts'], restoreMocks: true },
});
