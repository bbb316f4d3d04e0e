import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The content security policy allows no data: script, and every browser that is served preloads by itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
