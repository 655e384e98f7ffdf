import Interchange
import Misclassification
import Text

extension ModelsReport {
  /// The page: one file that refers to nothing outside it, can be read without scripts, follows the
  /// reader's light or dark setting, and prints.
  package var html: String {
    let parts: [(id: String, title: String, content: String?)] = [
      ("rates", "How often each class is missed", ratesSection),
      ("heatmap", "Which classes are taken for which", heatMapSection),
      ("network", "The network of confusions", networkSection),
      ("images", "Which images are missed", findingsSection(.images)),
      ("scores", "How sure the errors are", findingsSection(.scores)),
      ("calibration", "How far its confidence can be believed", findingsSection(.calibration)),
      ("exhibits", "What the errors depend on", exhibitSection),
      ("training", "How training went", trainingSection),
      ("cells", "The images behind the cells", cardSection),
      ("cautions", "What to keep in mind", cautionSection),
      ("provenance", "How this page was made", provenanceSection),
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
    let number = cells.reduce(0) { $0 + $1.cards.count }
    if !areSeveral, number > 0 {
      tiles.append(ReportPage.tile(TypesetNumber.grouped(number), "images to look at below"))
    }
    return tiles
  }

  // MARK: Figure 3

  private var ratesSection: String {
    let rows = shownConfusions(worstFirst: true)
    let figure =
      areSeveral
      ? RateDots.draw(rows, modelNames: modelNames) : RateBars.draw(rows[0])
    let caption =
      areSeveral
      ? "The share of each class's images that a model misses. Marks close together mean that the "
        + "class is as hard for every model."
      : "The share of each class's images that were misclassified. Where whiskers overlap widely, "
        + "the difference between two classes may be chance."
    return ReportPage.figure(figure, caption) + markup(errorTable) + findingMarkup(.rates)
  }

  // MARK: Figure 4

  private var heatMapSection: String {
    let linked = linkedCells
    let link: HeatMapFigure.Link = { label, predicted in
      linked.contains(label * classNames.count + predicted)
        ? "#" + Self.id(label, predicted) : nil
    }
    let follow = linked.isEmpty ? "" : " A cell leads to its images."
    let rest =
      shown.count < classNames.count
      ? " The last row and column hold all other classes together." : ""
    let reading =
      "Each row is a true class, and shows where its misclassified images went: v is the share of "
      + "the row's errors that were taken for the column's class, so a row adds up to 1. The "
      + "hatched diagonal holds the right answers and is left out." + rest
    let rows = shownConfusions(worstFirst: false)
    if !areSeveral {
      return ReportPage.figure(
        HeatMapFigure.draw(rows[0], link: link),
        reading + " The number of images stands below each share. A strong colour in a row with "
          + "few errors rests on few images." + follow) + wholePicture
    }
    return ReportPage.figure(
      HeatMapFigure.draw(mean: rows, link: link),
      reading + " Here it is averaged over the models, each counting alike, with the deviation "
        + "between them below: where that is small, the models err alike." + follow)
      + ReportPage.gallery(
        HeatMapSheet.small(rows, modelNames: modelNames, link: link),
        "Each model's own, all in the same colours.") + wholePicture
  }

  /// All classes at once, where the heat map shows only some by name.
  private var wholePicture: String {
    if shown.count == classNames.count { return "" }
    let sum = ConfusionCounts.sum(of: counts)
    return ReportPage.figure(
      HeatMapPicture.draw(
        sum, order: LikenessOrder.of(sum), title: "All classes, those alike side by side"),
      "The number of images by true and predicted class"
        + (areSeveral ? ", of all models together" : "")
        + ". Classes that are taken for each other stand together, so that groups of look-alikes "
        + "are squares on the diagonal, which itself is left out. Colours go with the logarithm.")
  }

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
        + (finding.table.map(markup) ?? "")
        + "</div>"
    }.joined(separator: "\n")
  }
}
