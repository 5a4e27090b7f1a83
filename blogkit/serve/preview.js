// What a previewed page can do: reload where it was, show what was checked, and accept what is in view.
(() => {
  const events = document.currentScript.dataset.events
  const accept = document.currentScript.dataset.accept
  const drifted = JSON.parse(document.currentScript.dataset.drifted)
  const kept = `blogkit-scroll:${location.pathname}`

  const place = sessionStorage.getItem(kept)
  if (place !== null) {
    sessionStorage.removeItem(kept)
    const back = () => scrollTo({ top: Number(place), behavior: 'instant' })
    back()
    addEventListener('load', back)
  }
  new EventSource(events).onmessage = () => {
    sessionStorage.setItem(kept, scrollY)
    location.reload()
  }

  const say = words => {
    let line = document.getElementById('blogkit-said')
    if (!line) {
      line = document.createElement('p')
      line.id = 'blogkit-said'
      line.setAttribute('role', 'status')
      document.body.append(line)
    }
    line.textContent = words
  }
  const figureOf = image => drifted.find(one =>
    decodeURI(new URL(image.currentSrc || image.src, location.href).pathname)
      .endsWith(decodeURI(new URL(one.path, location.href).pathname)))
  const found = () => [
    ...[...document.querySelectorAll('.mark.broken[data-line]')]
      .map(element => ({ element, line: Number(element.dataset.line), figure: '' })),
    ...[...document.images]
      .map(element => ({ element, figure: figureOf(element) }))
      .filter(one => one.figure)
      .map(one => ({ element: one.element, line: one.figure.line, figure: one.figure.path })),
  ]
  const distance = ({ element }) => {
    const box = element.getBoundingClientRect()
    const inView = box.bottom > 0 && box.top < innerHeight && box.width > 0
    return inView ? Math.abs(box.top + box.bottom - innerHeight) : Infinity
  }
  const acceptInView = () => {
    const [nearest] = found().filter(one => distance(one) < Infinity).sort((a, b) => distance(a) - distance(b))
    if (!nearest) return say('no broken claim and no drifted figure is in view')
    nearest.element.style.outline = '3px solid'
    say('accepting …')
    fetch(accept, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ page: location.pathname, line: nearest.line, figure: nearest.figure }),
    }).then(answer => answer.text()).then(say, say)
  }
  addEventListener('keydown', event => {
    const writes = event.target.closest?.('input, textarea, select, [contenteditable]')
    if (event.key === 'f' && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) acceptInView()
  })
})()
