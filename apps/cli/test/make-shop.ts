import { openDataFolder } from '../src/data-folder/open-data-folder.ts';

/** Makes a data folder with its first site, as `serve` does when it finds none. */
export function makeShop(data: string): void {
  openDataFolder(data).lock.release();
}
