/** Says what went wrong and offers to try again. */
export function ErrorNotice({ error, retry }: { error: Error; retry(): void }) {
  return (
    <div className="notice problem" role="alert">
      <p>
        <span aria-hidden="true">▲ </span>
        {error.message}
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
