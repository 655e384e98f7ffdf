import Foundation
import Interchange
import Text

extension ModelsReport {
  var cardSection: String? {
    if cells.isEmpty { return nil }
    let order =
      areSeveral
      ? " Those that most models take for the same wrong class come first, and each image stands "
        + "where most models put it." : ""
    return ReportPage.paragraph(
      "Every misclassification is an image. Look at them before you believe a number: some "
        + "labels are wrong, some images show two things, and some confusions have a cause that "
        + "the eye sees at once." + order)
      + "<div id=\"tools\" data-names=\"\(Markup.escaped(namesJSON))\"></div>"
      + "<div id=\"flat\" class=\"cards\"></div>"
      + Dictionary(grouping: cells, by: \.label).sorted { $0.key < $1.key }
      .map { cardsOfClass($0.key, $0.value) }.joined(separator: "\n")
  }

  /// For the script.
  private var namesJSON: String {
    (try? JSONEncoder().encode(classNames)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private func cardsOfClass(_ label: Int, _ own: [CellCards]) -> String {
    "<div class=\"class\" id=\"\(Self.id(label))\"><h3>"
      + Markup.escaped(classNames[label]) + "</h3>"
      + own.map(cellMarkup).joined(separator: "\n") + "</div>"
  }

  private func cellMarkup(_ cell: CellCards) -> String {
    let (label, predicted) = (classNames[cell.label], classNames[cell.predicted])
    let shown = cell.cards.count + cell.elsewhere.count
    let number =
      shown < cell.total
      ? "\(shown) of \(TypesetNumber.grouped(cell.total)) images"
      : TypesetNumber.counted(cell.total, "image")
    let title =
      cell.label == cell.predicted
      ? "\(Markup.escaped(label)) <span>classified right</span>"
      : "\(Markup.escaped(label)) <span>taken for</span> \(Markup.escaped(predicted))"
    let links = cell.elsewhere.map { "<a href=\"#image-\($0)\">\($0)</a>" }
    let elsewhere =
      links.isEmpty
      ? ""
      : "<p class=\"elsewhere\">By fewer models, shown elsewhere: "
        + links.joined(separator: ", ") + "</p>"
    return "<div class=\"cell\" id=\"\(Self.id(cell.label, cell.predicted))\"><h4>\(title) "
      + "<small>\(number) · <a href=\"#heatmap\">heat map</a></small></h4><div class=\"cards\">"
      + cell.cards.map(cardMarkup).joined(separator: "\n") + "</div>\(elsewhere)</div>"
  }

  private func cardMarkup(_ card: Card) -> String {
    let wrong = card.answers.filter { $0.predicted != card.label }
    let models = wrong.flatMap(\.models).sorted()
    var attributes = "id=\"image-\(card.image)\" data-t=\"\(card.label)\""
    attributes += " data-p=\"\(wrong.map { "\($0.predicted)" }.joined(separator: " "))\""
    attributes += " data-w=\"\(models.map(String.init).joined(separator: " "))\""
    if let surest = (wrong.isEmpty ? card.answers : wrong).compactMap(\.probability).max() {
      attributes += " data-s=\"\(TypesetNumber.fixed(surest, 4))\""
    }
    if let interference = card.interference {
      attributes += " data-i=\"\(TypesetNumber.fixed(interference, 4))\""
    }
    return "<article class=\"card\" \(attributes)>"
      + "<h5>\(Markup.escaped(card.name))</h5>" + pictureMarkup(card)
      + "<p>\(Markup.escaped(classNames[card.label])), predicted as</p><ul>"
      + card.answers.map { answerMarkup($0, card) }.joined() + "</ul>"
      + card.notes.map {
        "<p class=\"note\"><b>\(Markup.escaped($0.title))</b> "
          + Markup.escaped(nonbreaking($0.words)) + "</p>"
      }.joined() + "</article>"
  }

  private func pictureMarkup(_ card: Card) -> String {
    if card.pictures.isEmpty { return "" }
    let frames = card.pictures.enumerated().map { place, picture in
      let regions = place > 0 ? [] : card.regions
      let kind = picture.showsPixels ? "pic pixels" : "pic"
      return "<figure class=\"\(kind)\"><span><img src=\"\(PNG.dataURI(picture.png))\" "
        + "alt=\"\(Markup.escaped(picture.words + " of " + card.name))\" loading=\"lazy\"/>"
        + regions.map(regionMarkup).joined() + "</span></figure>"
    }
    return "<div class=\"pics\">\(frames.joined())</div>"
  }

  private func regionMarkup(_ region: Card.Region) -> String {
    func percent(_ share: Double) -> String { TypesetNumber.fixed(100 * share, 2) + "%" }
    return "<i style=\"top:\(percent(region.top));left:\(percent(region.left));"
      + "height:\(percent(region.height));width:\(percent(region.width))\" "
      + "title=\"\(Markup.escaped(region.words))\"></i>"
  }

  private func answerMarkup(_ answer: Card.Answer, _ card: Card) -> String {
    let isRight = answer.predicted == card.label
    var words = "<b>\(Markup.escaped(classNames[answer.predicted]))</b>"
    if let probability = answer.probability {
      words += " " + TypesetNumber.percent(probability, 0)
      if !isRight, let own = answer.trueProbability {
        words +=
          " <small>\(Markup.escaped(classNames[card.label])) \(TypesetNumber.percent(own, 0))"
          + "</small>"
      }
    }
    if areSeveral {
      let names = answer.models.map { modelNames[$0] }
      words +=
        " <small title=\"\(Markup.escaped(names.joined(separator: ", ")))\">by "
        + (names.count > 3
          ? TypesetNumber.counted(names.count, "model")
          : Markup.escaped(names.joined(separator: ", "))) + "</small>"
    }
    return "<li\(isRight ? " class=\"right\"" : "")>\(words)</li>"
  }

  private func nonbreaking(_ text: String) -> String { text.replacing(" %", with: "\u{A0}%") }

  // MARK: Links

  static func id(_ label: Int) -> String { "class-\(label)" }

  static func id(_ label: Int, _ predicted: Int) -> String { "cell-\(label)-\(predicted)" }

  /// The cells that have a place on the page.
  var linkedCells: Set<Int> {
    Set(cells.map { $0.label * classNames.count + $0.predicted })
  }

  /// Where a line of a table leads to: its place, and what the script shows there.
  func link(_ target: Target?, _ linked: Set<Int>) -> (href: String, show: String?)? {
    guard let target, !cells.isEmpty else { return nil }
    switch target {
    case .cell(let label, let predicted):
      return linked.contains(label * classNames.count + predicted)
        ? ("#" + Self.id(label, predicted), nil) : nil
    case .label(let label):
      return cells.contains { $0.label == label } ? ("#" + Self.id(label), nil) : nil
    case .models(let wrong, let right):
      return ("#cells", (wrong.map { "w\($0)" } + right.map { "r\($0)" }).joined(separator: " "))
    case .wrongIn(let count): return ("#cells", "n\(count)")
    }
  }

  /// A table whose lines lead to the images that they are about.
  func markup(_ table: Table) -> String {
    let linked = linkedCells
    return ReportPage.table(
      table.titles, table.rows, caption: table.caption,
      links: table.rows.indices.map { row in
        table.targets.indices.contains(row) ? link(table.targets[row], linked) : nil
      })
  }
}
