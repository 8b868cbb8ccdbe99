import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ConflictDialog, HistoryPanel, StatusBadge, useSyncDocument, useTextField } from 'syncserver-js/react.js';
import { tokenSource } from 'syncserver-js';

const signIn = await fetch('/v1/auth/guest', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'Guest' }),
});
const token = tokenSource({ tokens: await signIn.json(), refreshUrl: '/v1/auth/refresh' });

function Note({ id }) {
  const { note, status, conflict, error, retry } = useSyncDocument(`/v1/notes/${id}`, { token, merge: true });
  const [showsHistory, setShowsHistory] = useState(false);
  const title = useTextField(note, '/title');
  const text = useTextField(note, '/text');
  return (
    <main>
      <header>
        <StatusBadge status={status} error={error} />
        {error && <button onClick={retry}>Try again</button>}
        <button onClick={() => setShowsHistory(!showsHistory)}>History</button>
      </header>
      <input ref={title} placeholder="Title" dir="auto" disabled={!note} />
      <textarea ref={text} placeholder="Text" dir="auto" rows={20} disabled={!note} />
      <ConflictDialog conflict={conflict} />
      {showsHistory && <HistoryPanel note={note} version={status?.version} />}
    </main>
  );
}

const id = location.hash.slice(1) || 'react';
createRoot(document.getElementById('root')).render(<StrictMode><Note id={id} /></StrictMode>);
