import type { Erased, LiveEvent, LiveFeed } from '@desirepath/schema';

/** The feed with its other end. */
export interface LiveHub extends LiveFeed {
  readonly hasListeners: boolean;
  emit(event: LiveEvent): void;
  erase(erased: Erased): void;
}

/** Hands each event to every listener; one that throws is left out of it and harms nobody. */
export function createLiveHub(): LiveHub {
  const listeners = new Set<Listener>();
  const tellAll = (tell: (listener: Listener) => void) => {
    for (const listener of listeners) {
      try {
        tell(listener);
      } catch {
        listeners.delete(listener);
      }
    }
  };
  return {
    get hasListeners() {
      return listeners.size > 0;
    },
    subscribe(onEvent, onErased = () => {}) {
      // An object of its own, so that the same listener may subscribe twice.
      const own = { onEvent, onErased };
      listeners.add(own);
      return () => listeners.delete(own);
    },
    emit: (event) => tellAll(({ onEvent }) => onEvent(event)),
    erase: (erased) => tellAll(({ onErased }) => onErased(erased)),
  };
}

interface Listener {
  onEvent(event: LiveEvent): void;
  onErased(erased: Erased): void;
}
