import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** One self-contained script over what tsc made. Names that begin with `_` are ours alone and are shortened. */
const script = (input, file) => ({
  input,
  output: { file, format: 'iife' },
  plugins: [
    resolve(),
    terser({
      ecma: 2020,
      compress: { passes: 3, unsafe_arrows: true, keep_fargs: false },
      mangle: { properties: { regex: /^_/ } },
      format: { comments: false },
    }),
  ],
});

export default [
  script('dist/tag.js', 'dist/dp.js'),
  script('dist/vitals.js', 'dist/dp-vitals.js'),
  script('dist/experience.js', 'dist/dp-experience.js'),
];
