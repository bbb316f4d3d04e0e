import { Component, type ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';

/** Shows what went wrong in the page inside it, and a way to try again, instead of an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <ErrorNotice error={error} retry={() => this.setState({ error: null })} />;
  }
}
