// What turns events of others into names and parameters, for places without a page: web pixels, workers, servers.
export { dataLayerEvent } from './data-layer-event.ts';
export { type ShopifyEvent, shopifyEvent } from './shopify-event.ts';
