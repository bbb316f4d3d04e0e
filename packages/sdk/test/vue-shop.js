// A small shop with Vue, for the test of its plugin.
import { createApp, h, ref } from 'vue';
import { desirepath, useDesirepath as desirepathFunctions } from '../dist/vue.js';

const Shop = {
  setup() {
    const { track } = desirepathFunctions();
    const count = ref(0);
    const add = () => {
      count.value++;
      track('add_to_cart', { currency: 'EUR', value: 1, items: [{ item_id: 'A' }] });
    };
    return () => h('button', { onClick: add }, `${count.value} in the basket`);
  },
  mounted() {
    this.$desirepath.identify('C-1');
  },
};

createApp(Shop)
  .use(desirepath, { site: import.meta.env.VITE_SITE, endpoint: import.meta.env.VITE_COLLECTOR })
  .mount('#app');
