import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Style sheets stand in template texts, which terser leaves as they are. */
const squeeze = {
  name: 'squeeze',
  transform: (code, id) =>
    id.endsWith('-style.js')
      ? code
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/ ?([{};,>+]) ?| (?=!)/g, '$1')
          .replaceAll(/(?<=[a-z]): /g, ':')
          .replaceAll(';}', '}')
      : null,
};

/** One self-contained script over what tsc made. Names that begin with `_` are ours alone and are shortened. */
const script = (input, file, more = {}) => ({
  input,
  output: { file, format: 'iife', strict: false },
  plugins: [
    resolve(),
    squeeze,
    terser({
      ecma: 2020,
      compress: {
        passes: 3,
        unsafe_arrows: true,
        keep_fargs: false,
        pure_getters: true,
        ...more,
      },
      mangle: { properties: { regex: /^_/ } },
      format: { comments: false },
    }),
  ],
});

export default [
  // What these two leave as it is, brotli packs better here.
  script('dist/tag.js', 'dist/dp.js', { hoist_funs: true, side_effects: false }),
  script('dist/vitals.js', 'dist/dp-vitals.js'),
  script('dist/vitals-attribution.js', 'dist/dp-vitals-attribution.js'),
  script('dist/experience.js', 'dist/dp-experience.js'),
  script('dist/survey.js', 'dist/dp-survey.js'),
];
