import { type FormEvent, useState } from 'react';
import { Wordmark } from '../parts/Wordmark.tsx';

/** What the form needs. */
export interface TokenFormProps {
  /** Why it is shown again, if so. */
  message: string | null;
  onToken(token: string): void;
}

/** Asks for an API token. It stays in this tab and is sent nowhere but to this server. */
export function TokenForm({ message, onToken }: TokenFormProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') onToken(text.trim());
  };
  return (
    <main className="token">
      <Wordmark />
      <h1>Open your shop's journeys</h1>
      {message !== null && (
        <p role="alert" className="problem">
          <span aria-hidden="true">▲ </span>
          {message}
        </p>
      )}
      <form onSubmit={submit}>
        <label htmlFor="token">API token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="primary">
          Open
        </button>
      </form>
      <p className="hint">
        <code>desirepath serve</code> shows the tokens of a new site once, and <code>desirepath demo</code> a link that
        holds one. It is kept in this tab only, until the tab is closed.
      </p>
    </main>
  );
}
