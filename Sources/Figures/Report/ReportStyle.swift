/// How the report looks.
enum ReportStyle {
  static let css = """

    :root { --ink: #17202e; --soft: #5a6472; --paper: #ffffff; --wash: #f4f5f7; --line: #dde1e7;
      --good: #18794e; --bad: #a8380f; --accent: #0b6b78; --shade: #17202e40; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4;
      --paper: #12161d; --wash: #1b212b; --line: #2d3643; --good: #5cc795; --bad: #f0905f;
      --accent: #55b9c6; --shade: #e6e9ee50; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      -webkit-text-size-adjust: 100%; }
    main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
    h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.4rem); line-height: 1.15; margin: 0 0 .6rem;
      letter-spacing: -.015em; text-wrap: balance; }
    h2 { font-size: 1.35rem; margin: 0 0 1rem; letter-spacing: -.01em; }
    h3 { font-size: 1.02rem; margin: 0 0 .6rem; }
    small { color: var(--soft); font-weight: 400; font-size: .85em; }
    .lead { font-size: 1.08rem; color: var(--soft); max-width: 46rem; margin: 0 0 1.75rem; }
    section { margin-top: 2.75rem; padding-top: 2rem; border-top: 1px solid var(--line); }
    section > p { color: var(--soft); max-width: 46rem; margin: 0 0 1.25rem; }
    .tiles { display: grid; gap: .75rem;
      grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
    .tile { background: var(--wash); border-radius: .75rem; padding: 1rem 1.15rem; }
    .tile b { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 650;
      letter-spacing: -.01em; overflow-wrap: anywhere; }
    .tile span { color: var(--soft); font-size: .9rem; }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr));
      gap: 0 2rem; margin: 1.5rem 0 0; font-size: .92rem; }
    .facts div { display: flex; justify-content: space-between; gap: 1rem; padding: .35rem 0;
      border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--soft); }
    .facts dd { margin: 0; text-align: right; overflow-wrap: anywhere;
      font-variant-numeric: tabular-nums; }
    figure { margin: 0 0 2.25rem; }
    figcaption { color: var(--soft); font-size: .92rem; max-width: 46rem; margin-top: .75rem; }
    .scroll { overflow-x: auto;
      background: linear-gradient(to right, var(--paper) 30%, transparent) 0 0 / 3rem 100%,
        linear-gradient(to left, var(--paper) 30%, transparent) 100% 0 / 3rem 100%,
        linear-gradient(to right, var(--shade), transparent) 0 0 / 1rem 100%,
        linear-gradient(to left, var(--shade), transparent) 100% 0 / 1rem 100%;
      background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
    .scroll svg { display: block; max-width: 100%; min-width: 34rem; height: auto; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr));
      gap: 1rem 2rem; }
    .pair svg { width: 100%; max-width: 34rem; height: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: 20rem; }
    th, td { padding: .5rem 1.5rem .5rem 0; text-align: right; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    th { font-weight: 500; }
    th:first-child { text-align: left; white-space: normal; min-width: 8.5rem; }
    thead th { color: var(--soft); font-size: .9rem; vertical-align: bottom; white-space: normal; }
    .examples { display: grid; gap: 1rem;
      grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); }
    .example { background: var(--wash); border-radius: .75rem; padding: 1rem 1.1rem;
      break-inside: avoid; }
    .example p { margin: .7rem 0 0; font-size: .93rem; }
    .example .cause { color: var(--soft); margin-top: .25rem; }
    .example em { font-style: normal; font-weight: 600; color: var(--soft); }
    .example em::before { content: "· "; }
    .fixed em { color: var(--good); }
    .moved em { color: var(--bad); }
    .pictures { display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem; }
    .pictures img { display: block; width: 100%; aspect-ratio: 1; border-radius: .3rem;
      image-rendering: pixelated; background: #000; object-fit: contain; }
    .pictures span { display: block; text-align: center; color: var(--soft); font-size: .78rem;
      margin-top: .2rem; }
    .dense { font-size: .88rem; }
    .dense th, .dense td { padding: .35rem 1rem .35rem 0; }
    .definitions { position: absolute; }
    a { color: var(--accent); }
    svg a { color: inherit; }
    svg a:hover rect, svg a:focus rect { stroke: var(--ink); stroke-width: 2; }
    nav { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; margin-top: 1.75rem;
      font-size: .95rem; }
    section[id] { scroll-margin-top: 1rem; }
    .cell, .class { scroll-margin-top: 5rem; }
    .gallery { display: grid; gap: 1.25rem 1.75rem;
      grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); }
    .gallery svg { display: block; width: 100%; max-width: 34rem; height: auto; }
    .finding { margin: 0 0 2.25rem; }
    .finding p { color: var(--soft); max-width: 46rem; margin: 0 0 .9rem;
      overflow-wrap: anywhere; }
    .claim { margin: 0 0 1.75rem; break-inside: avoid; } .claim h3 { max-width: 46rem; }
    .claim em { font-style: normal; font-weight: 600; color: var(--soft); white-space: nowrap; }
    .claim.fixed em { color: var(--good); } .claim.moved em { color: var(--bad); }
    .claim em::before { content: "· "; }
    .claim p { color: var(--soft); max-width: 46rem; margin: 0 0 .4rem; }
    .claim b, .published b { color: var(--ink); font-weight: 600; }
    .exhibit img { display: block; max-width: 100%; min-width: 34rem; height: auto;
      border-radius: .5rem; background: #f4f6f8; }
    .class { margin: 0 0 2rem; } .class[hidden], .cell[hidden], .card[hidden] { display: none; }
    .cell { margin: 0 0 1.5rem; content-visibility: auto; contain-intrinsic-size: auto 22rem; }
    .cell:target > h4, .card:target { outline: 3px solid var(--accent); outline-offset: .3rem; }
    .cell h4 { margin: 0 0 .6rem; font-size: .98rem; }
    .cell h4 span { font-weight: 400; color: var(--soft); }
    .cards { display: grid; gap: .75rem;
      grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); }
    .card { background: var(--wash); border-radius: .6rem; padding: .75rem .85rem;
      break-inside: avoid; font-size: .85rem; min-width: 0; scroll-margin-top: 1rem; }
    .card h5 { margin: 0 0 .5rem; font-size: .85rem; font-weight: 600; overflow-wrap: anywhere; }
    .card p { margin: 0; color: var(--soft); }
    .card ul { list-style: none; margin: .1rem 0 0; padding: 0; }
    .card li b { color: var(--bad); font-weight: 600; } .card li.right b { color: var(--good); }
    .card .note { margin-top: .4rem; } .card .note b { color: var(--ink); font-weight: 600; }
    .pics { display: flex; flex-wrap: wrap; gap: .35rem; margin: 0 0 .5rem; }
    .pics[role] { cursor: zoom-in; }
    figure.pic { margin: 0; display: block; } .pic span { display: block; position: relative; }
    .pic img { display: block; width: 6.4rem; height: auto; border-radius: .25rem; }
    .pixels img { image-rendering: pixelated; }
    .pic i { position: absolute; border: 2px solid #ffd43b; box-shadow: 0 0 0 1px #0008;
      pointer-events: none; }
    .elsewhere { color: var(--soft); font-size: .85rem; margin: .6rem 0 0; max-width: 46rem; }
    #flat:empty, #tools:empty { display: none; } #flat { margin: 0 0 1.5rem; }
    #tools { position: sticky; top: 0; z-index: 1; background: var(--paper); display: flex;
      flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; margin: 0 0 1rem;
      font-size: .9rem; color: var(--soft); border-bottom: 1px solid var(--line); }
    #tools input, #tools select, button { font: inherit; color: var(--ink);
      background: var(--wash); border: 1px solid var(--line); border-radius: .35rem;
      padding: .25rem .5rem; max-width: 14rem; }
    button { cursor: pointer; margin-right: .5rem; }
    .sorts { cursor: pointer; } .sorts:hover { color: var(--ink); }
    .sorted::after { content: " ↓"; } .sorted.up::after { content: " ↑"; }
    dialog { border: 0; border-radius: .75rem; padding: 1.25rem; background: var(--paper);
      color: var(--ink); max-width: min(64rem, 94vw); } dialog::backdrop { background: #000a; }
    dialog h5 { font-size: 1rem; margin: .75rem 0 .25rem; overflow-wrap: anywhere; }
    dialog p { margin: .25rem 0; } dialog ul { margin: .25rem 0; padding-left: 1.2rem; }
    dialog .large .pics { margin: 0; cursor: default; }
    .large .pic img { width: min(28rem, 84vw); max-height: 62vh; object-fit: contain; }
    .cautions { max-width: 46rem; padding-left: 1.2rem; margin: 0; }
    .cautions li { margin: 0 0 .8rem; }
    @media (max-width: 30rem) { main { padding: 1.5rem 1rem 3rem; }
      .tiles { grid-template-columns: 1fr 1fr; } .tile { padding: .8rem .9rem; }
      .tile b { font-size: 1.2rem; }
      th, td { padding-right: .9rem; } .pictures { grid-template-columns: 1fr 1fr; } }
    @media (min-width: 84rem) { main { max-width: 80rem; }
      figure { display: grid; grid-template-columns: minmax(0, 1fr) 20rem;
        gap: 2.5rem; } figcaption { padding-top: 1.6rem; margin: 0; }
      figure.wide { display: block; } .wide figcaption { padding-top: 0; margin-top: .75rem; } }
    @media print { body { font-size: 11pt; } main { max-width: none; padding: 0; }
      section { break-inside: auto; } figure, .tile, .card, tr { break-inside: avoid; }
      figure:has(table), .finding { break-inside: auto; }
      h1, h2, h3, h4, h5 { break-after: avoid; } thead { display: table-header-group; }
      section > h2 + *, h3 + p { break-before: avoid; } p { orphans: 3; widows: 3; }
      nav, #tools { display: none; } .cell { content-visibility: visible; }
      .sorted::after { content: none; }
      .gallery { grid-template-columns: repeat(3, 1fr); } .gallery div { break-inside: avoid; }
      .tile, .example, .card { border: 1px solid var(--line); background: none; }
      .scroll { overflow: visible; } .scroll svg, .exhibit img { min-width: 0; } }

    """
}
