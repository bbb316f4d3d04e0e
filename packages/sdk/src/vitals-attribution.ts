// Instead of the second file where a shop asks for it, dp-vitals-attribution.js: how fast the page felt, and why.
import { type MetricWithAttribution, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution';
import { attributionOf, targetOf } from './vitals/attribution.ts';
import { watchVitals } from './vitals/watch-vitals.ts';

watchVitals<MetricWithAttribution>([onCLS, onFCP, onINP, onLCP, onTTFB], { generateTarget: targetOf }, attributionOf);
