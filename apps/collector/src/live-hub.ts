import type { LiveEvent, LiveFeed } from '@desirepath/schema';

/** The feed with its other end. */
export interface LiveHub extends LiveFeed {
  readonly hasListeners: boolean;
  emit(event: LiveEvent): void;
}

/** Hands each event to every listener; one that throws is left out of it and harms nobody. */
export function createLiveHub(): LiveHub {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    get hasListeners() {
      return listeners.size > 0;
    },
    subscribe(listener) {
      // A function of its own, so that the same listener may subscribe twice.
      const own = (event: LiveEvent) => listener(event);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          listeners.delete(listener);
        }
      }
    },
  };
}
