/**
 * Where the hosted tag sends to: below `endpoint`, else beside the script, so that it also works under a path of the shop and
 * under any file name.
 */
export function collectorUrl(endpoint: string | undefined, script: string): string {
  // By hand, as the first pattern that a page looks for is dear, and so is its first URL.
  const folder = endpoint
    ? endpoint.replace(/\/+$/, '')
    : (script.split('?')[0] as string).split('/').slice(0, -1).join('/');
  return `${folder}/v1/events`;
}
