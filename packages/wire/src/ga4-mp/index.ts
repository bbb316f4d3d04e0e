export * from './open-ga4.ts';
export * from './validation-messages.ts';
