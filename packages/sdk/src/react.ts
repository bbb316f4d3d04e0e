// For React: `@desirepath/sdk/react`.
import { useEffect } from 'react';
import { type InitOptions, identify, init, reset, setConsent, track } from './index.ts';

const functions = { identify, reset, setConsent, track };

/**
 * The tag in a React app. With options, in the outermost component, it starts the tag once the app is shown (never on a
 * server); page views follow the router by themselves. Without options, anywhere, it only hands the functions out.
 * @returns the same object each time, so it may stand in lists of dependencies
 * @example const { track } = useDesirepath();
 */
export function useDesirepath(options?: InitOptions): typeof functions {
  // A second start changes nothing.
  useEffect(() => {
    if (options) init(options);
  });
  return functions;
}
