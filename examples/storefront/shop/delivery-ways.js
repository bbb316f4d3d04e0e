import { subtotal } from './basket.js';
import { stored } from './stored.js';

export const WAYS = [
  { id: 'parcel', name: 'Parcel, 2 to 4 working days', cost: (sum) => (sum >= 60 ? 0 : 4.9) },
  { id: 'express', name: 'Express, next working day', cost: () => 9.9 },
  { id: 'collect', name: 'Collect it at the workshop in Ghent', cost: () => 0 },
];

/** The way chosen, by default the first. */
export const chosenWay = () => WAYS.find(({ id }) => id === stored('delivery', {}).way) ?? WAYS[0];
export const deliveryCost = (way = chosenWay()) => way.cost(subtotal());
