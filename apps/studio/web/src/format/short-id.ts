/** The part of a long id that is enough to tell it from its neighbours; short ones stay whole. */
export function shortId(id: string): string {
  const bare = id.replace(/^[uv]:/, '');
  return bare.length <= 12 ? bare : `${bare.slice(0, 4)}…${bare.slice(-6)}`;
}
