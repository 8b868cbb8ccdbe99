import { defineConfig } from 'vite';

export default defineConfig({
  server: { proxy: { '/v1': 'http://localhost:5080' } },
  build: { target: 'es2024' },
});
