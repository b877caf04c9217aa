// The content of the page came with its HTML: Dash's first question for it is answered from there, once, and not by the
// server, which on a slow line is seconds away.
{
  const came = document.getElementById("first-answer"), ask = window.fetch;
  const isForPage = (options) => String(options?.body).includes('{"id":"_pages_content"');
  if (came) window.fetch = (address, options) => {
    if (!isForPage(options)) return ask(address, options);
    window.fetch = ask;
    came.remove();
    return Promise.resolve(new Response(came.textContent, { headers: { "Content-Type": "application/json" } }));
  };
}
