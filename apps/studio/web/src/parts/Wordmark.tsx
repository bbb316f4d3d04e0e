/** Name and sign of the product: the paved way in grey, the trodden one across it. */
export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
        <path d="M5 27h22V5" fill="none" stroke="var(--muted)" strokeWidth="3" strokeLinecap="round" />
        <path
          d="M5 27C12 25 13 17 17 14S25 9 27 5"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="3.5"
          strokeLinecap="round"
          strokeDasharray="0.5 5.5"
        />
      </svg>
      <span className="wordmark-name">Desirepath</span>
    </span>
  );
}
