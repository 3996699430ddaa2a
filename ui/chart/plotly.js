// Load Plotly, once for a whole browser tab.

const loading = new Map();

/** Return a promise of Plotly; it fails if the script does, and a later call tries again. */
export function loadPlotly(path) {
  if (!loading.has(path)) {
    const promise = window.Plotly ? Promise.resolve(window.Plotly) : fetchScript(path);
    promise.catch(() => loading.delete(path));
    loading.set(path, promise);
  }
  return loading.get(path);
}

function fetchScript(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, location.origin);
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(path)));
    script.onerror = () => {
      script.remove();
      reject(new Error(path));
    };
    document.head.append(script);
  });
}
