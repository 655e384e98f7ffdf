import Interchange
import Misclassification
import Text

extension StudyReport {
  /// The page: one file that refers to nothing outside it, can be read without scripts, follows the
  /// reader's light or dark setting, and prints.
  package var html: String {
    let sections = [
      overview, confusionSection, curveSection, erasureSection, causeSection,
      toldSection, exampleSection,
    ].compactMap { $0 }
    return ReportPage.html(title: title, sections: sections)
  }

  private var overview: String {
    """
    <header>
    <h1>\(Markup.escaped(title))</h1>
    <p class="lead">\(Markup.escaped(introduction))</p>
    <div class="tiles">\(tiles.joined())</div>
    \(ReportPage.facts(facts.map { ($0.name, $0.value) }))
    </header>
    """
  }

  private var tiles: [String] {
    var tiles: [String] = []
    func add(_ value: String, _ name: String) { tiles.append(ReportPage.tile(value, name)) }
    if let accuracy = confusion.accuracy {
      add(
        TypesetNumber.percent(accuracy, 2),
        "of \(TypesetNumber.grouped(confusion.totalImages)) images right")
    }
    if let largest = confusion.largestConfusions.first {
      add(
        classNames[largest.label] + " → " + classNames[largest.predicted],
        "most frequent error, \(TypesetNumber.counted(largest.count, "image"))")
    }
    if let arm = arms.first {
      add(
        "\(TypesetNumber.grouped(arm.fixed)) of \(TypesetNumber.grouped(arm.errorsBefore))",
        "errors set right by erasing")
      add(TypesetNumber.signed(arm.netChange), "right answers in all, newly broken ones counted")
    }
    return tiles
  }

  private var confusionSection: String {
    let heatMap = HeatMapFigure.draw(confusion, classNames: classNames)
    let bars = RateBars.draw(confusion, classNames: classNames)
    return ReportPage.section(
      "Which classes are mistaken for which",
      ReportPage.figure(
        heatMap,
        "Each row is a true class, and shows where its misclassified images went: v is the share "
          + "of the row's errors that were taken for the column's class, so a row adds up to 1; "
          + "the number of images stands below it. Yellow cells are the class's favourite "
          + "mistake. The hatched diagonal holds the right answers and is left out. A strong "
          + "colour in a row with few errors (a short bar on the right) rests on few images.")
        + ReportPage.figure(
          bars,
          "The share of each class's images that were misclassified. Where whiskers overlap "
            + "widely, the difference between two classes may be chance."))
  }

  private var curveSection: String? {
    if curve.isEmpty { return nil }
    func series(_ name: String, _ value: (CurvePoint) -> Double?) -> CurveFigure.Series? {
      let points = curve.compactMap { point in
        value(point).map { (x: Double(point.epoch), y: $0) }
      }
      return points.isEmpty ? nil : CurveFigure.Series(name: name, points: points)
    }
    let loss = CurveFigure(
      title: "Loss", horizontal: "epoch", scale: .number,
      series: [series("training loss") { $0.trainingLoss }].compactMap { $0 })
    let accuracy = CurveFigure(
      title: "Accuracy", horizontal: "epoch", scale: .percent,
      series: [
        series("training") { $0.trainingAccuracy }, series("test") { $0.testAccuracy },
      ].compactMap { $0 })
    let figures = [loss, accuracy].filter { !$0.series.isEmpty }.map { $0.draw().inline }
    return ReportPage.section(
      "How training went",
      "<figure><div class=\"pair\">\(figures.joined())</div><figcaption>The loss should fall and "
        + "the accuracy rise until both level off. A training accuracy far above the test "
        + "accuracy means that the network has learned its training images by heart.</figcaption>"
        + "</figure>")
  }

  private var erasureSection: String? {
    if arms.isEmpty { return nil }
    let rows: [(name: String, value: (Arm) -> String)] = [
      ("errors before", { TypesetNumber.grouped($0.errorsBefore) }),
      ("fixed", { Self.share($0.fixed, of: $0.errorsBefore) }),
      ("still the same wrong class", { Self.share($0.stillWrong, of: $0.errorsBefore) }),
      ("another wrong class", { Self.share($0.movedToAnotherWrongClass, of: $0.errorsBefore) }),
      ("right before", { TypesetNumber.grouped($0.rightBefore) }),
      ("newly broken", { Self.share($0.newlyBroken, of: $0.rightBefore) }),
      ("net change", { "<b>\(TypesetNumber.signed($0.netChange))</b>" }),
      ("mean erased area", { TypesetNumber.percent($0.meanErasedArea) }),
    ]
    let head = arms.map { "<th scope=\"col\">\(Markup.escaped($0.name))</th>" }.joined()
    let body = rows.map { row in
      "<tr><th scope=\"row\">\(row.name)</th>"
        + arms.map { "<td>\(row.value($0))</td>" }.joined() + "</tr>"
    }
    return ReportPage.section(
      "What erasing the cause does",
      ReportPage.table(
        head: "<td></td>" + head, rows: body,
        caption: "Boxes around each image's most salient pixels are erased and the image is "
          + "classified again. Fixed counts errors that become right; newly broken counts right "
          + "answers that the same treatment destroys. Only where the treatment fixes clearly "
          + "more, and breaks no more, than a control of the same area did the boxes hit the "
          + "cause."))
  }

  private var causeSection: String? {
    if causes.isEmpty { return nil }
    let rows = causes.map {
      "<tr><th "
        + "scope=\"row\">\(Markup.escaped($0.cause))</th>"
        + "<td>\(TypesetNumber.grouped($0.images))</td>"
        + "<td>\(Self.share($0.errors, of: $0.images))</td>"
        + "<td>\(Self.share($0.fixed, of: $0.errors))</td>"
        + "<td>\(Self.mean($0.fixedAtRandom))</td>"
        + "<td>\(Self.share($0.newlyBroken, of: $0.images - $0.errors))</td>"
        + "<td>\(Self.mean($0.newlyBrokenAtRandom))</td></tr>"
    }
    let titles = [
      "cause", "images", "errors", "fixed", "fixed by random boxes", "newly broken",
      "broken by random boxes",
    ]
    return ReportPage.section(
      "By planted cause",
      ReportPage.table(
        head: titles.map { "<th scope=\"col\">\($0)</th>" }.joined(), rows: rows,
        caption: "These images were drawn with a known cause of confusion. Errors are shares of "
          + "the images with that cause, fixed ones of those errors, newly broken ones of the "
          + "right answers; random boxes cover the same area and are averaged over their draws."))
  }

  private var toldSection: String? {
    if told.isEmpty { return nil }
    let rows = told.map {
      "<tr><th scope=\"row\">\(Markup.escaped($0.known))</th>"
        + "<td>\(TypesetNumber.grouped($0.mistakes))</td>"
        + "<td>\(Self.share($0.interference, of: $0.mistakes))</td>"
        + "<td>\(Self.share($0.lookAlike, of: $0.mistakes))</td>"
        + "<td>\(Self.share($0.undecided, of: $0.mistakes))</td></tr>"
    }
    let titles = [
      "known cause", "mistakes", "told: interference", "told: look-alike", "undecided",
    ]
    return ReportPage.section(
      "What made each mistake",
      ReportPage.table(
        head: titles.map { "<th scope=\"col\">\($0)</th>" }.joined(), rows: rows,
        caption: "Told from what the network answers with parts of the image replaced, after "
          + "mistakes that were made from its own right answers; nothing of what was planted is "
          + "used. The known cause is what an unchanged twin of the image tells: interference, "
          + "a morphed shape, or an error that is there without either (natural)."))
  }

  private var exampleSection: String? {
    if examples.isEmpty { return nil }
    return ReportPage.section(
      "Examples",
      "<p>The image, the saliency of the network's answer (bright pixels moved it most), the "
        + "boxes around the brightest pixels, and the image with the boxes erased.</p>"
        + "<div class=\"examples\">\(examples.map(Self.card).joined(separator: "\n"))</div>")
  }

  /// An average with one decimal, or a dash.
  private static func mean(_ value: Double?) -> String {
    value.map { "\(($0 * 10).rounded() / 10)" } ?? "–"
  }

  /// What became of an image: a style's name and words.
  private static func outcome(_ example: Example) -> (style: String, words: String) {
    if example.before.className == example.label { return ("moved", "newly broken") }
    if example.after.className == example.label { return ("fixed", "fixed") }
    return example.after.className == example.before.className
      ? ("unchanged", "unchanged") : ("moved", "another wrong class")
  }

  private static func card(_ example: Example) -> String {
    let (outcome, words) = outcome(example)
    let pictures = [
      (example.original, "image"), (example.saliency, "saliency"), (example.boxes, "boxes"),
      (example.erased, "erased"),
    ].map { png, name in
      "<div><img src=\"\(PNG.dataURI(png))\" alt=\"\(name) of image \(example.image)\"/>"
        + "<span>\(name)</span></div>"
    }
    // "taken for" for a mistake; a right answer that the treatment breaks is only named.
    let verb = example.before.className == example.label ? "seen as" : "taken for"
    let cause = example.cause.map { "<p class=\"cause\">cause: \(Markup.escaped($0))</p>" } ?? ""
    return """
      <article class="example \(outcome)">
      <h3>\(Markup.escaped(example.label)), \(verb) \(verdict(example.before)) \
      <small>· image \(example.image)</small></h3>
      <div class="pictures">\(pictures.joined())</div>
      <p>after erasing: \(verdict(example.after)) <em>\(words)</em></p>
      \(cause)
      </article>
      """
  }

  private static func verdict(_ verdict: Verdict) -> String {
    Markup.escaped(verdict.className)
      + (verdict.probability.map { " <small>\(TypesetNumber.percent($0, 0))</small>" } ?? "")
  }

  private static func share(_ part: Int, of whole: Int) -> String {
    TypesetNumber.grouped(part)
      + (whole > 0 ? " <small>\(TypesetNumber.percent(Double(part) / Double(whole)))</small>" : "")
  }
}
