import Bowser from 'bowser';
import { isbot } from 'isbot';

/** What a User-Agent header tells. */
export interface Agent {
  isBot: boolean;
  /** `desktop`, `mobile`, `tablet`, `tv`; empty where unknown, as the other two. */
  device: string;
  browser: string;
  os: string;
}

const UNKNOWN: Agent = { isBot: false, device: '', browser: '', os: '' };
const MAX_LENGTH = 1000;

/** Reads User-Agent headers, remembering the last few thousand, as shops see the same ones over and over. */
export function createAgentReader(size = 2000): (header: string | null) => Agent {
  const known = new Map<string, Agent>();
  return (header) => {
    if (header === null || header === '') return UNKNOWN;
    const text = header.slice(0, MAX_LENGTH);
    const before = known.get(text);
    if (before !== undefined) return before;
    const agent = readAgent(text);
    if (known.size >= size) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    known.set(text, agent);
    return agent;
  };
}

function readAgent(text: string): Agent {
  const { platform, browser, os } = Bowser.parse(text);
  return { isBot: isbot(text), device: platform.type ?? '', browser: browser.name ?? '', os: os.name ?? '' };
}
