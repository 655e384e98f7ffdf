import Interchange
import Misclassification
import Text

extension ModelsReport {
  /// The page: one file that refers to nothing outside it, needs no scripts, follows the reader's
  /// light or dark setting, and prints.
  package var html: String {
    let parts: [(id: String, title: String, content: String?)] = [
      ("rates", "How often each class is missed", ratesSection),
      ("heatmap", "Which classes are taken for which", heatMapSection),
      ("network", "The network of confusions", networkSection),
      ("images", "Which images are missed", findingsSection(.images)),
      ("scores", "How sure the errors are", findingsSection(.scores)),
      ("exhibits", "What the errors depend on", exhibitSection),
      ("training", "How training went", trainingSection),
      ("cells", "The images behind the cells", cellSection),
      ("cautions", "What to keep in mind", cautionSection),
    ]
    let present = parts.compactMap { part in part.content.map { (part.id, part.title, $0) } }
    let links = present.map { "<a href=\"#\($0.0)\">\(Markup.escaped($0.1))</a>" }
    let sections = present.map { ReportPage.section($0.1, id: $0.0, $0.2) }
    return ReportPage.html(
      title: title, sections: [overview + "\n<nav>\(links.joined())</nav>"] + sections)
  }

  private var overview: String {
    """
    <header>
    <h1>\(Markup.escaped(title))</h1>
    <p class="lead">\(Markup.escaped(introduction))</p>
    <div class="tiles">\(tiles.joined())</div>
    \(ReportPage.facts(facts))
    </header>
    """
  }

  private var introduction: String {
    let images =
      TypesetNumber.counted(counts[0].totalImages, "image") + " of \(classNames.count) classes"
    let what =
      areSeveral
      ? "\(counts.count) models classified the same \(images)." : "One model classified \(images)."
    return what + " This page counts the errors by true and predicted class, shows what is behind "
      + "them, and says how far the numbers can be trusted."
  }

  private var tiles: [String] {
    let rates = counts.compactMap(\.errorRate)
    guard let best = rates.min(), let worst = rates.max() else { return [] }
    let images = TypesetNumber.counted(counts[0].totalImages, "image")
    var tiles: [String] = []
    if areSeveral {
      tiles.append(ReportPage.tile("\(counts.count) models", "on the same \(images)"))
      tiles.append(
        ReportPage.tile(
          TypesetNumber.percent(best, 2) + " to " + TypesetNumber.percent(worst, 2),
          "of the images are missed"))
    } else {
      tiles.append(ReportPage.tile(TypesetNumber.percent(1 - best, 2), "of \(images) right"))
    }
    if let largest = ConfusionCounts.sum(of: counts).largestConfusions.first {
      let mean = Double(largest.count) / Double(counts.count)
      let number =
        areSeveral
        ? TypesetNumber.fixed(mean, 1) + " images a model"
        : TypesetNumber.counted(largest.count, "image")
      tiles.append(
        ReportPage.tile(
          classNames[largest.label] + " → " + classNames[largest.predicted],
          "most frequent error, " + number))
    }
    let common = shared.edges(in: .all).count
    tiles.append(
      ReportPage.tile(
        "\(common) of \(shared.edges.count)",
        areSeveral ? "confusions above the threshold are in every model" : "edges in the network"))
    return areSeveral ? tiles : tiles.dropLast()
  }

  // MARK: Figure 3

  private var ratesSection: String {
    let figure =
      areSeveral
      ? RateDots.draw(counts, modelNames: modelNames, classNames: classNames)
      : RateBars.draw(counts[0], classNames: classNames)
    let caption =
      areSeveral
      ? "The share of each class's images that a model misses. Dots close together mean that the "
        + "class is as hard for every model."
      : "The share of each class's images that were misclassified. Where whiskers overlap widely, "
        + "the difference between two classes may be chance."
    return ReportPage.figure(figure, caption) + errorTable + findingMarkup(.rates)
  }

  /// Counts, not rates: tests need them.
  private var errorTable: String {
    if classNames.count > 40 { return "" }
    let rows = zip(modelNames, counts).map { name, counts in
      [name] + counts.errors.map(TypesetNumber.grouped)
        + [
          TypesetNumber.grouped(counts.totalErrors),
          counts.errorRate.map { TypesetNumber.percent($0, 2) } ?? "–",
        ]
    }
    let images = TypesetNumber.counted(counts[0].totalImages, "image")
    return ReportPage.table(
      ["model"] + classNames + ["all", "of all images"], rows,
      caption: "Misclassified images of each class, \(images) in all. Every share and every "
        + "test on this page comes from such counts.")
  }

  // MARK: Figure 4

  private var heatMapSection: String {
    let linked = Set(cells.map { $0.label * classNames.count + $0.predicted })
    let link: HeatMapFigure.Link = { label, predicted in
      linked.contains(label * classNames.count + predicted)
        ? "#" + Self.id(label, predicted) : nil
    }
    let follow = linked.isEmpty ? "" : " A cell leads to its images."
    let reading =
      "Each row is a true class, and shows where its misclassified images went: v is the share of "
      + "the row's errors that were taken for the column's class, so a row adds up to 1. The "
      + "hatched diagonal holds the right answers and is left out."
    if !areSeveral || classNames.count > HeatMapFigure.largestGrid {
      return zip(counts, modelNames).map { counts, name in
        ReportPage.figure(
          HeatMapFigure.draw(
            counts, classNames: classNames,
            title: areSeveral ? name : "Where the errors of each class go", link: link),
          reading + " The number of images stands below each share. A strong colour in a row with "
            + "few errors rests on few images." + follow)
      }.joined()
    }
    return ReportPage.figure(
      HeatMapFigure.draw(mean: MeanRates(counts), classNames: classNames, link: link),
      reading + " Here it is averaged over the models, each counting alike, with the deviation "
        + "between them below: where that is small, the models err alike." + follow)
      + ReportPage.gallery(
        HeatMapSheet.small(counts, modelNames: modelNames, classNames: classNames, link: link),
        "Each model's own, all in the same colours.")
  }

  static func id(_ label: Int, _ predicted: Int) -> String { "cell-\(label)-\(predicted)" }

  // MARK: Figure 7

  private var trainingSection: String? {
    if courses.isEmpty { return nil }
    return courses.map { course in
      "<figure class=\"wide\"><h3>\(Markup.escaped(course.name))</h3><div class=\"pair\">"
        + course.drawings.map(\.inline).joined() + "</div></figure>"
    }.joined()
      + ReportPage.paragraph(
        "The loss should fall and the accuracy rise until both level off. A training accuracy far "
          + "above the test accuracy means that the network has learned its training images by "
          + "heart.")
  }

  // MARK: Images

  private var cellSection: String? {
    if cells.isEmpty { return nil }
    let classes = classNames.indices.compactMap { label -> String? in
      let own = cells.filter { $0.label == label }
      if own.isEmpty { return nil }
      return "<h3>\(Markup.escaped(classNames[label]))</h3><div class=\"cells\">"
        + own.map(cellMarkup).joined(separator: "\n") + "</div>"
    }
    let order =
      areSeveral
      ? " Below each picture stand the images' numbers, and in brackets how many models take the "
        + "image so; those that most do come first."
      : " Below each picture stand the images' numbers."
    return ReportPage.paragraph(
      "Every misclassification is an image. Look at them before you believe a number: some "
        + "labels are wrong, some images show two things, and some confusions have a cause that "
        + "the eye sees at once." + order) + classes.joined(separator: "\n")
  }

  private func cellMarkup(_ cell: CellImages) -> String {
    let (label, predicted) = (classNames[cell.label], classNames[cell.predicted])
    let number =
      cell.captions.count < cell.total
      ? "\(cell.captions.count) of \(TypesetNumber.grouped(cell.total)) images"
      : TypesetNumber.counted(cell.total, "image")
    let name = Markup.escaped("\(label) taken for \(predicted)")
    return """
      <article class="cell" id="\(Self.id(cell.label, cell.predicted))">
      <h4>\(Markup.escaped(label)) <span>taken for</span> \(Markup.escaped(predicted)) \
      <small>\(number)</small></h4>
      <img src="\(PNG.dataURI(cell.sheet))" alt="\(name)" \
      style="width:\(min(cell.columns, cell.captions.count) * 4)rem"/>
      <p>\(Markup.escaped(cell.captions.joined(separator: ", "))) \
      <a href="#heatmap">heat map</a></p>
      </article>
      """
  }

  // MARK: Findings

  private func findingsSection(_ topic: Finding.Topic) -> String? {
    let markup = findingMarkup(topic)
    return markup.isEmpty ? nil : markup
  }

  func findingMarkup(_ topic: Finding.Topic) -> String {
    findings.filter { $0.topic == topic }.map { finding in
      "<div class=\"finding\"><h3>\(Markup.escaped(finding.title))</h3>"
        + finding.paragraphs.map(ReportPage.paragraph).joined()
        + (finding.drawings.isEmpty ? "" : ReportPage.gallery(finding.drawings, finding.caption))
        + (finding.table.map { ReportPage.table($0.titles, $0.rows, caption: $0.caption) } ?? "")
        + "</div>"
    }.joined(separator: "\n")
  }
}
