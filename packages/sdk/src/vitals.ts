// The second file, dp-vitals.js: how fast the page felt.
import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { watchVitals } from './vitals/watch-vitals.ts';

watchVitals<Metric>([onCLS, onFCP, onINP, onLCP, onTTFB]);
