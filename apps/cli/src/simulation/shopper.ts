import type { Behaviour, Step } from './behaviour.ts';
import { amount, deliveryCents, type Product, pickProduct } from './catalog.ts';
import { CHANNELS, type Channel, RETURN_CHANNELS } from './channel.ts';
import { COUNTRIES, DEVICES } from './device.ts';
import { createRandom, type Random } from './random.ts';
import { type Browser, offSite, openVisit, type Visit, type VisitWriter } from './visit.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Chance of leaving between two stages and coming back later instead of going straight on. */
const BREAK: Readonly<Record<Step, number>> = {
  discovery: 0.12,
  product: 0.16,
  basket: 0.14,
  delivery: 0.05,
  payment: 0,
};
/** Median pause before coming back. */
const PAUSE_MS = 18 * HOUR_MS;
/** A longer pause would look like a lost journey. */
const LONGEST_PAUSE_MS = 5 * DAY_MS;
const MOST_JOURNEYS = 4;

/** What a shopper's life in the shop depends on. */
export interface ShopperWorld {
  seed: number;
  behaviour: Behaviour;
  /** Origin of the shop, without a slash at the end. */
  origin: string;
  currency: string;
  /** Nothing happens after it, ms. */
  until: number;
}

interface Line {
  product: Product;
  quantity: number;
}

/** One person, with all that the walk through the shop needs to remember. */
class Shopper {
  readonly visits: Visit[] = [];
  readonly #random: Random;
  readonly #world: ShopperWorld;
  readonly #browsers: Browser[] = [];
  /** The account, where the shopper has one. */
  readonly #account: string | null;
  /** Browsers on which the shopper has logged in. */
  readonly #known = new Set<string>();
  readonly #number: number;
  #browser: Browser;
  #writer: VisitWriter | null = null;
  #basket: Line[] = [];
  #product: Product;
  #odds = 1;

  constructor(number: number, world: ShopperWorld, random: Random) {
    this.#random = random;
    this.#world = world;
    this.#number = number;
    const home = random.pick(COUNTRIES);
    const first = random.pick(DEVICES);
    this.#browser = { visitor: random.hex(24), device: first, country: home.country, language: home.language };
    this.#browsers.push(this.#browser);
    this.#account = random.chance(0.45) ? `customer-${number}` : null;
    if (random.chance(0.22)) {
      const others = DEVICES.filter(({ device }) => device !== first.device);
      this.#browsers.push({ ...this.#browser, visitor: random.hex(24), device: random.pick(others) });
    }
    this.#product = pickProduct(random);
  }

  /** Comes to the shop for the first time. */
  live(arrival: number): void {
    let start = arrival;
    for (let journey = 1; journey <= MOST_JOURNEYS && start < this.#world.until; journey++) {
      const channel = journey === 1 ? this.#random.pick(CHANNELS) : this.#random.pick(RETURN_CHANNELS);
      // Who has bought before knows the shop, and is readier.
      this.#odds = channel.intent * (journey === 1 ? 1 : 3.2) * this.#random.logNormal(1, 0.25);
      const bought = this.#journey(start, channel);
      if (bought === null || !this.#random.chance(0.4)) return;
      start = bought + Math.max(4 * DAY_MS, this.#random.exponential(10 * DAY_MS));
    }
  }

  /** One walk through the shop; the moment of the order, or null. */
  #journey(start: number, channel: Channel): number | null {
    this.#basket = [];
    this.#product = pickProduct(this.#random);
    this.#arrive(start, channel);
    if (!this.#goesOn('discovery')) return null;
    this.#consider();
    if (!this.#goesOn('product')) return null;
    this.#fill();
    if (!this.#goesOn('basket')) return null;
    this.#checkOut();
    if (!this.#goesOn('delivery')) return null;
    return this.#pay();
  }

  get #walk(): VisitWriter {
    if (this.#writer === null) throw new Error('The shopper is not in the shop.');
    return this.#writer;
  }

  #arrive(start: number, channel: Channel): void {
    const account = this.#known.has(this.#browser.visitor) ? this.#account : null;
    this.#writer = openVisit(this.#browser, channel, start, this.#world.origin, account, this.#random);
    this.visits.push(this.#writer.visit);
    if (channel.landing === 'home') {
      this.#walk.page('/', 'Fieldhouse');
      this.#walk.wait(12);
    }
    if (channel.landing === 'product' && this.#random.chance(0.5)) this.#walk.page('/', 'Fieldhouse');
    else this.#browse();
  }

  #browse(): void {
    const list = this.#product.category;
    this.#walk.page(`/list.html?category=${list}`, `${list} | Fieldhouse`);
    this.#walk.event('view_item_list', { item_list_name: list });
    this.#walk.wait(25);
  }

  /** Decides on the next stage, perhaps after a pause and on another device. */
  #goesOn(step: Step): boolean {
    const { behaviour } = this.#world;
    if (!this.#random.chance(behaviour(step, this.#browser.device.device, this.#walk.time, this.#odds))) return false;
    if (!this.#random.chance(BREAK[step])) return true;
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(HOUR_MS, this.#random.logNormal(PAUSE_MS, 1)));
    const back = this.#walk.time + pause;
    if (back >= this.#world.until) return false;
    // Without an account the shop could not know that the other device is the same person's.
    if (this.#browsers.length > 1 && this.#account !== null && this.#random.chance(0.6)) {
      this.#logIn();
      this.#browser = this.#browsers.find((browser) => browser !== this.#browser) ?? this.#browser;
      this.#arrive(back, this.#random.pick(RETURN_CHANNELS));
      this.#logIn();
    } else {
      this.#arrive(back, this.#random.pick(RETURN_CHANNELS));
    }
    return true;
  }

  #logIn(): void {
    if (this.#account === null || this.#known.has(this.#browser.visitor)) return;
    this.#known.add(this.#browser.visitor);
    this.#walk.wait(10);
    this.#walk.identify(this.#account);
    this.#walk.event('login', { method: 'email' });
  }

  #look(): void {
    const { id, name, cents, category } = this.#product;
    this.#walk.wait(20);
    this.#walk.page(`/product.html?id=${id}`, `${name} | Fieldhouse`);
    const item = { item_id: id, item_name: name, item_category: category, price: amount(cents), quantity: 1 };
    this.#walk.event('view_item', { currency: this.#world.currency, value: amount(cents), items: [item] });
  }

  #consider(): void {
    if (this.#random.chance(0.22)) {
      this.#walk.event('search', { search_term: this.#product.name.toLowerCase() });
      this.#walk.wait(15);
    }
    this.#look();
    for (let more = 0; more < 3 && this.#random.chance(0.35); more++) {
      this.#product = pickProduct(this.#random);
      if (this.#random.chance(0.5)) {
        this.#browse();
        this.#walk.event('select_item', { items: [{ item_id: this.#product.id }] });
      }
      this.#look();
    }
  }

  #basketCents(): number {
    return this.#basket.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0);
  }

  #basketParams(): Record<string, unknown> {
    const items = this.#basket.map(({ product, quantity }) => ({
      item_id: product.id,
      item_name: product.name,
      item_category: product.category,
      price: amount(product.cents),
      quantity,
    }));
    return { currency: this.#world.currency, value: amount(this.#basketCents()), items };
  }

  #fill(): void {
    for (let line = 0; line < 3; line++) {
      if (line > 0) {
        if (!this.#random.chance(0.3)) break;
        this.#product = pickProduct(this.#random);
        this.#look();
      }
      const quantity = this.#random.chance(0.12) ? 2 : 1;
      this.#basket.push({ product: this.#product, quantity });
      this.#walk.wait(40);
      const { currency, items, value } = this.#basketParams();
      this.#walk.event('add_to_cart', { currency, value, items: (items as unknown[]).slice(-1) });
    }
    this.#walk.wait(15);
    this.#walk.page('/basket.html', 'Basket | Fieldhouse');
    this.#walk.event('view_cart', this.#basketParams());
  }

  #checkOut(): void {
    this.#walk.wait(30);
    this.#walk.page('/delivery.html', 'Delivery | Fieldhouse');
    this.#walk.event('begin_checkout', this.#basketParams());
    if (this.#random.chance(0.8)) this.#logIn();
    this.#walk.wait(70);
    if (this.#random.chance(0.93)) this.#walk.event('add_shipping_info', this.#basketParams());
  }

  #pay(): number | null {
    this.#walk.wait(8);
    this.#walk.page('/payment.html', 'Payment | Fieldhouse');
    this.#walk.wait(45);
    if (!this.#goesOn('payment')) {
      for (let tries = 0; tries < 3 && (tries === 0 || this.#random.chance(0.45)); tries++) {
        this.#walk.event('payment_failed', { payment_type: 'card', reason: 'declined' });
        this.#walk.wait(30);
      }
      return null;
    }
    const params = this.#basketParams();
    this.#walk.event('add_payment_info', { ...params, payment_type: 'card' });
    this.#walk.wait(2);
    const order = `FH${this.#number.toString(36)}${this.#random.hex(5)}`.toUpperCase();
    const shipping = deliveryCents(this.#basketCents());
    this.#walk.page('/thank-you.html', 'Thank you | Fieldhouse');
    this.#walk.event('purchase', {
      ...params,
      transaction_id: order,
      value: amount(this.#basketCents() + shipping),
      shipping: amount(shipping),
    });
    const bought = this.#walk.time;
    this.#serve(bought, order);
    return bought;
  }

  /** What follows an order: it is delivered, some ask for help, some write a review. */
  #serve(bought: number, order: string): void {
    const who = { visitor: this.#browser.visitor, userId: this.#known.size > 0 ? this.#account : null };
    const delivered = bought + this.#random.whole(30, 96) * HOUR_MS;
    const params = { order };
    this.visits.push(offSite('delivery', 'delivery', delivered, who, this.#random, params));
    if (this.#random.chance(0.07)) {
      const call = delivered + this.#random.exponential(16) * HOUR_MS;
      this.visits.push(
        offSite('support_contact', 'support', call, who, this.#random, { ...params, topic: 'delivery' }),
      );
    }
    if (this.#random.chance(0.14)) {
      const written = delivered + this.#random.exponential(30) * HOUR_MS;
      const stars = this.#random.whole(2, 5);
      this.visits.push(offSite('review', 'email', written, who, this.#random, { ...params, rating: stars }));
    }
  }
}

/**
 * All that one shopper does, visit by visit: a first journey from `arrival` on, and further ones if it ended in an order.
 *
 * @param number of the shopper; the same number and world give the same life
 */
export function simulateShopper(number: number, arrival: (random: Random) => number, world: ShopperWorld): Visit[] {
  const random = createRandom(world.seed, number);
  const shopper = new Shopper(number, world, random);
  shopper.live(arrival(random));
  for (const visit of shopper.visits) visit.events = visit.events.filter(({ time }) => Number(time) < world.until);
  return shopper.visits.filter(({ events }) => events.length > 0);
}
