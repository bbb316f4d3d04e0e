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

/** One word for all variables: the compiler has seen to it that none is set anew, and `const` is a word more to pack. */
const plainer = {
  name: 'plainer',
  transform: (code) => code.replaceAll(/\bconst /g, 'let '),
};

/** Chromium compiles the whole file while it arrives, beside the page's own work, instead of each function when it is first called. */
const EAGER = '//# allFunctionsCalledOnLoad';

/** Truths as 1 and 0; not where one is a parameter of an event. */
const BARE = { booleans_as_integers: true };

/** One self-contained script over what tsc made. Names that begin with `_` are ours alone and are shortened. */
const script = (input, file, more = {}, preamble = EAGER) => ({
  input,
  output: { file, format: 'iife', strict: false },
  plugins: [
    resolve(),
    squeeze,
    plainer,
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
      format: { comments: false, preamble },
    }),
  ],
});

export default [
  // What a third pass would fold together, brotli packs better as it is.
  script('dist/tag.js', 'dist/dp.js', { ...BARE, passes: 2, hoist_funs: true, inline: 1 }),
  script('dist/vitals.js', 'dist/dp-vitals.js', { ...BARE, negate_iife: false }),
  script('dist/vitals-attribution.js', 'dist/dp-vitals-attribution.js', BARE),
  script('dist/experience.js', 'dist/dp-experience.js', BARE),
  // Little of it is called until a question is asked.
  script('dist/survey.js', 'dist/dp-survey.js', {}, ''),
];
