import type { Experience } from './experience.ts';
import { isPrivate, selectorOf } from './selector-of.ts';

/** A form that was begun and not sent. */
interface Begun {
  name: string;
  /** The field last touched. */
  field: string;
  fields: Set<string>;
}

/**
 * Tells when a form is begun (`form_start`), sent (`form_submit`) and left unsent (`form_abandon`), with the form's
 * name, the `field` last touched and how many were. A field's name goes with it, never its value.
 */
export function watchForms({ window, listen, track, onLeave }: Experience): void {
  const begun = new Map<HTMLFormElement, Begun>();
  const nameOf = (element: Element): string =>
    element.getAttribute('id') || element.getAttribute('name') || selectorOf(element);

  const touch = (event: Event): void => {
    const path = event.composedPath();
    const field = path[0] as HTMLInputElement;
    if (!field.form || isPrivate(path)) return;
    const name = field.getAttribute('name') || field.getAttribute('id') || field.type;
    let form = begun.get(field.form);
    if (!form) {
      form = { name: nameOf(field.form), field: name, fields: new Set() };
      begun.set(field.form, form);
      track('form_start', { form: form.name, field: name });
    }
    form.field = name;
    form.fields.add(name);
  };
  const end = (event: string, { name, field, fields }: Begun, url?: string): void =>
    track(event, { form: name, field, fields: fields.size }, url);

  // What a script fills in is not the shopper's: no event tells of it, or one that is not trusted.
  for (const type of ['input', 'change']) listen(window, type, (event) => event.isTrusted && touch(event));
  listen(window, 'submit', (event) => {
    const form = event.composedPath()[0] as HTMLFormElement;
    if (isPrivate(event.composedPath())) return;
    end('form_submit', begun.get(form) ?? { name: nameOf(form), field: '', fields: new Set() });
    begun.delete(form);
  });
  onLeave((url) => {
    for (const form of begun.values()) end('form_abandon', form, url);
    begun.clear();
  });
}
