// A single-page shop with React. The tag comes out of the bundle; page views follow the address by themselves.
//
//   pnpm demo                                                    prints the address of a collector
//   VITE_COLLECTOR=http://… VITE_SITE=WRITE_KEY pnpm --filter @desirepath/example-spa dev
import { useDesirepath } from '@desirepath/sdk/react';
import React, { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const LAMP = { item_id: 'LAMP-7', item_name: 'Desk lamp', price: 19.9 };
const OPTIONS = { site: import.meta.env.VITE_SITE, endpoint: import.meta.env.VITE_COLLECTOR };

function Shop() {
  useDesirepath(OPTIONS);
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = (event) => {
    event.preventDefault();
    history.pushState({}, '', event.currentTarget.href);
    setPath(location.pathname);
  };
  return (
    <main>
      <nav>
        <a href="/" onClick={go}>
          Home
        </a>{' '}
        <a href="/lamp" onClick={go}>
          Desk lamp
        </a>
      </nav>
      {path === '/lamp' ? <Lamp /> : <h1>Plain things for the house</h1>}
    </main>
  );
}

function Lamp() {
  const { track } = useDesirepath();
  const [basket, setBasket] = useState(0);
  useEffect(() => track('view_item', { currency: 'EUR', value: LAMP.price, items: [LAMP] }), [track]);
  const add = () => {
    setBasket(basket + 1);
    track('add_to_cart', { currency: 'EUR', value: LAMP.price, items: [{ ...LAMP, quantity: 1 }] });
  };
  return (
    <>
      <h1>Desk lamp</h1>
      <button type="button" onClick={add}>
        Add to basket
      </button>
      <output>{basket} in the basket</output>
    </>
  );
}

createRoot(document.getElementById('app')).render(
  <React.StrictMode>
    <Shop />
  </React.StrictMode>,
);
