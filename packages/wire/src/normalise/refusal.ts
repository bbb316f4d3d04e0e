import type { Rejection } from '@desirepath/schema';
import { cleanText } from './clean-text.ts';

/** Thrown inside a dialect where an event cannot be taken; becomes the event's verdict, and never leaves the package. */
export class Refusal extends Error {
  readonly rejection: Rejection;

  constructor(reason: string, field: string, detail: string) {
    super(detail);
    this.rejection = { reason, field: cleanText(field, 200), detail: cleanText(detail, 500) };
  }
}
