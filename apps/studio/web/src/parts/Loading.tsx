/** Shown while the first answer is under way. */
export function Loading({ what }: { what: string }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{what} …</span>
      <div className="bone wide" />
      <div className="bone" />
      <div className="bone tall" />
    </div>
  );
}
