// Every product has a drawing of flat shapes on a tinted ground: no requests, sharp at any size.
const DRAWINGS = {
  'FH-01': [
    '#e7ece4',
    '<path d="M62 66h72v64a18 18 0 0 1-18 18H80a18 18 0 0 1-18-18z" fill="#fbfaf5"/><path d="M134 82h10a16 16 0 0 1 16 16v8a16 16 0 0 1-16 16h-10" fill="none" stroke="#fbfaf5" stroke-width="9"/><path d="M62 66h72v9H62z" fill="#2f4a6b"/>',
  ],
  'FH-02': [
    '#efe5d8',
    '<path d="M42 88h116c0 36-22 62-58 62S42 124 42 88z" fill="#8a6f57"/><path d="M42 88h116c0 6-.6 12-1.8 17H43.800C42.600 100 42 94 42 88z" fill="#6d8a8c"/><path d="M78 146h44l4 8H74z" fill="#745b46"/><ellipse cx="100" cy="88" rx="58" ry="10" fill="#55706f"/>',
  ],
  'FH-03': [
    '#e2eaec',
    '<path d="M74 48h54l-4 28 12 60a14 14 0 0 1-14 16H82a14 14 0 0 1-14-16l10-60-14-26z" fill="#fff" opacity=".72"/><path d="M72 106h58l6 30a14 14 0 0 1-14 16H82a14 14 0 0 1-14-16z" fill="#8fb4bf" opacity=".75"/><path d="M127 68h12a14 14 0 0 1 14 14v20a14 14 0 0 1-14 14h-6" fill="none" stroke="#fff" stroke-width="8"/>',
  ],
  'FH-04': [
    '#f0e9df',
    '<path d="M58 52h84v96H58z" fill="#faf6ee"/><path d="M70 52h6v96h-6zM82 52h3v96h-3zM124 52h6v96h-6zM115 52h3v96h-3z" fill="#b4533c"/><path d="M58 132h84v5H58zM58 124h84v2H58z" fill="#b4533c" opacity=".55"/><path d="M58 148l4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 4 6z" fill="#faf6ee"/>',
  ],
  'FH-05': [
    '#e8e4e0',
    '<rect x="40" y="112" width="120" height="36" rx="12" fill="#8d8a86"/><rect x="44" y="82" width="112" height="36" rx="12" fill="#b9b5ae"/><rect x="50" y="56" width="100" height="32" rx="12" fill="#d6d2ca"/><path d="M44 100h112M40 130h120M50 72h100" stroke="#fff" stroke-width="3" stroke-dasharray="2 9" stroke-linecap="round" opacity=".7"/>',
  ],
  'FH-06': [
    '#f4ead2',
    '<path d="M100 34c9 12 13 19 13 27a13 13 0 0 1-26 0c0-8 4-15 13-27z" fill="#f2b544"/><path d="M100 50c4 6 6 9 6 13a6 6 0 0 1-12 0c0-4 2-7 6-13z" fill="#fff3cf"/><path d="M98.500 70h3v14h-3z" fill="#5b4a36"/><rect x="78" y="82" width="44" height="68" rx="5" fill="#dca43f"/><path d="M78 87a5 5 0 0 1 5-5h6v68h-6a5 5 0 0 1-5-5z" fill="#c68f31"/><path d="M64 150h72v7H64z" fill="#7a6a55"/>',
  ],
  'FH-07': [
    '#e6ebe6',
    '<rect x="94" y="34" width="12" height="76" rx="6" fill="#c49a6c"/><path d="M70 108h60a10 10 0 0 1 0 20H70a10 10 0 0 1 0-20z" fill="#b08355"/><path d="M66 128h68l8 28H58z" fill="#e9dcbf"/><path d="M74 128l-5 28M88 128l-3 28M100 128v28M112 128l3 28M126 128l5 28" stroke="#cdbb93" stroke-width="2.500"/><circle cx="100" cy="43" r="2.600" fill="#7d5a35"/>',
  ],
  'FH-08': [
    '#e7e6ea',
    '<g transform="rotate(-32 100 100)"><path d="M70 88h104l6 7c0 10-6 14-14 14l-4 4-6-4-6 4-6-4-6 4-6-4-6 4-6-4-6 4-6-4-6 4-6-4-6 4-6-4H70z" fill="#c3c8cc"/><path d="M70 88h104l6 7H70z" fill="#dfe3e6"/><rect x="18" y="86" width="56" height="25" rx="9" fill="#5c4230"/><circle cx="34" cy="98" r="2.600" fill="#d8c6ad"/><circle cx="58" cy="98" r="2.600" fill="#d8c6ad"/></g>',
  ],
  'FH-09': [
    '#eee6dc',
    '<rect x="34" y="60" width="112" height="84" rx="12" fill="#c69a63"/><path d="M146 88h12a12 12 0 0 1 0 28h-12z" fill="#c69a63"/><circle cx="156" cy="102" r="4.500" fill="#eee6dc"/><path d="M46 80c28-8 56 8 88 0M46 100c30-10 58 8 88 0M46 122c26-8 60 8 88 0" fill="none" stroke="#aa7f4a" stroke-width="2.500"/><rect x="43" y="69" width="94" height="66" rx="7" fill="none" stroke="#aa7f4a" stroke-width="3"/>',
  ],
  'FH-10': [
    '#eae7da',
    '<path d="M58 96a42 50 0 0 1 84 0" fill="none" stroke="#a98a58" stroke-width="8"/><path d="M44 94h112l-12 56a8 8 0 0 1-8 6H64a8 8 0 0 1-8-6z" fill="#c9a970"/><path d="M47 108h106M50 122h100M53 136h94" stroke="#a98a58" stroke-width="4" stroke-dasharray="12 7"/><path d="M49 115h102M52 129h96M55 143h90" stroke="#e0c794" stroke-width="4" stroke-dasharray="12 7" stroke-dashoffset="9"/><rect x="40" y="89" width="120" height="10" rx="5" fill="#b89660"/>',
  ],
  'FH-11': [
    '#efe7dd',
    '<path d="M52 100 100 156l48-56z" fill="#fbe9b7" opacity=".7"/><path d="M76 44h48l22 56H54z" fill="#f7efdf"/><path d="M76 44h10l-14 56H54z" fill="#e6d9bf"/><rect x="96" y="100" width="8" height="46" fill="#b98d5c"/><path d="M72 146h56a6 6 0 0 1 6 8H66a6 6 0 0 1 6-8z" fill="#9c7345"/>',
  ],
  'FH-12': [
    '#e6eae0',
    '<g transform="rotate(14 100 100)"><rect x="96" y="16" width="8" height="84" rx="4" fill="#c9a06f"/><path d="M84 98h32l4 16H80z" fill="#6d5537"/><path d="M80 114h40l18 58H62z" fill="#d8b866"/><path d="M84 116l-14 56M93 116l-6 56M100 116v56M107 116l6 56M116 116l14 56" stroke="#b8964a" stroke-width="2.500"/><path d="M77 124h46M75 131h50" stroke="#b4533c" stroke-width="3"/></g>',
  ],
};

/** The drawing of a product as SVG text; it says nothing that the name beside it does not say. */
export function picture(id) {
  const [ground, shapes] = DRAWINGS[id];
  return `<svg class="picture" viewBox="0 0 200 200" aria-hidden="true" focusable="false"><rect width="200" height="200" fill="${ground}"/><ellipse cx="100" cy="158" rx="62" ry="7" fill="#000" opacity=".07"/>${shapes}</svg>`;
}
