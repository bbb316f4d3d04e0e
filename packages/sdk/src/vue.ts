// For Vue: `@desirepath/sdk/vue`.
import type { App } from 'vue';
import { type InitOptions, identify, init, reset, setConsent, track } from './index.ts';

const functions = { identify, reset, setConsent, track };

/** The functions of the tag, in a component's set-up; templates have them as `$desirepath`. */
export function useDesirepath(): typeof functions {
  return functions;
}

/**
 * The tag as a plugin: starts it (never on a server); page views follow the router by themselves.
 * @example createApp(Shop).use(desirepath, { site: 'wk_shop', endpoint: 'https://collect.shop.example' }).mount('#app')
 */
export const desirepath = {
  install(app: App, options: InitOptions): void {
    init(options);
    app.config.globalProperties.$desirepath = functions;
  },
};

declare module 'vue' {
  interface ComponentCustomProperties {
    $desirepath: typeof functions;
  }
}
