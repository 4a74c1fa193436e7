// Plays the original's asset loader: finds the hashed files beside itself and loads them as modules.
const folder = window.__env.versionedAssetsPath;
const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = `${folder}/main.5c1f.css.gz`;
document.head.appendChild(style);
await import(`${folder}/main.9a7e.js.gz`);
