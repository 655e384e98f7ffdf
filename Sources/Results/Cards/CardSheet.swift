import Explanations
import Figures
package import Images
import Misclassification
import Text

/// Cards as pictures.
package struct CardSheet {
  private let cards: [CauseCard]
  private let classNames: [String]
  /// Of the cards, in their order.
  private let images: ByteImages
  /// The nearest neighbours; nil without a training set.
  private let training: ByteImages?
  /// Where among these each is, by its number in the training set.
  private let places: [Int: Int]

  /// - Parameters:
  ///   - images: of the cards, in their order.
  ///   - training: the set that neighbours count in.
  package init(
    _ cards: [CauseCard], of images: ByteImages, training: StoredImages?, classNames: [String]
  ) throws {
    precondition(images.count == cards.count)
    self.cards = cards
    self.images = images
    let nearest = Set(
      cards.compactMap(\.neighbours).flatMap { neighbours in
        [neighbours.ofLabel, neighbours.ofPredicted].compactMap { $0.first?.index }
      }
    ).sorted()
    self.training = try training?.load(nearest)
    places = Dictionary(uniqueKeysWithValues: nearest.enumerated().map { ($1, $0) })
    self.classNames = classNames
  }

  package var png: [UInt8] {
    let cells = cards.enumerated().map { place, card in
      ContactSheet.Cell(
        pictures: panels(place, card).map(\.picture),
        caption: [Self.name(card) + ": " + mistake(card)] + facts(card))
    }
    return ContactSheet.draw(
      cells, columns: training == nil ? 4 : 2,
      heading: [
        "image | where a change changes most"
          + (training == nil ? "" : " | nearest of the true class | of the predicted class")
      ],
      textScale: 2
    ).png
  }

  package var svg: String {
    let rows = cards.enumerated().map { place, card in
      var panels = panels(place, card)
      panels[0].lines = [mistake(card)] + facts(card)
      return panels
    }
    return ExplanationFigure(title: "What is known of each mistake", rows: rows).draw().document
  }

  private func panels(_ place: Int, _ card: CauseCard) -> [ExplanationFigure.Panel] {
    let dots = PixelCanvas.dots(for: images)
    let picture = PixelCanvas(images, image: place, scale: dots)
    var panels = [ExplanationFigure.Panel(title: Self.name(card), picture: picture)]
    if let region = card.cause?.region {
      var outlined = picture
      outlined.outline(
        mask: (0..<images.height * images.width).map { pixel in
          region.rows.contains(pixel / images.width)
            && region.columns.contains(pixel % images.width)
        }, scale: dots, Colour(0xFFE14D))
      panels.append(.init(title: "changes most", picture: outlined))
    }
    guard let training, let neighbours = card.neighbours else { return panels }
    for (label, found) in [
      (card.label, neighbours.ofLabel), (card.predicted, neighbours.ofPredicted),
    ] {
      guard let nearest = found.first, let place = places[nearest.index] else { continue }
      panels.append(
        .init(
          title: "nearest " + classNames[label],
          picture: PixelCanvas(
            training, image: place, scale: PixelCanvas.dots(for: training)),
          lines: [
            "similarity " + NumberText.fixed(nearest.similarity, decimals: 3),
            nearest.isDuplicate ? "nearly the same picture" : "",
          ].filter { !$0.isEmpty }))
    }
    return panels
  }

  private static func name(_ card: CauseCard) -> String { card.file ?? "\(card.index)" }

  private func mistake(_ card: CauseCard) -> String {
    "\(classNames[card.label]) → \(classNames[card.predicted])"
  }

  /// What is known, each in a few words.
  private func facts(_ card: CauseCard) -> [String] {
    var facts = ["look at: \(card.advice.rawValue)"]
    if let cause = card.cause {
      facts.append(
        "\(cause.verdict.rawValue), "
          + "\(NumberText.percent(cause.probability, decimals: 0)) interference")
    }
    facts.append("margin " + NumberText.fixed(card.margin, decimals: 2))
    if let others = card.others {
      facts.append("models: \(others.same.count) same, \(others.right) right of \(others.models)")
    }
    if let votes = card.votes {
      facts.append(
        "people: \(NumberText.percent(votes.shareOfLabel, decimals: 0)) true, "
          + "\(NumberText.percent(votes.shareOfPredicted, decimals: 0)) this")
    }
    if let suspicion = card.suspicion, suspicion.suspecting > 0 {
      facts.append("label doubted by \(suspicion.suspecting) of \(suspicion.models)")
    }
    if let quality = card.quality, !quality.outliers.isEmpty {
      facts.append(quality.outliers.joined(separator: ", "))
    }
    if let count = card.neighbours?.duplicates.count, count > 0 {
      let other = card.neighbours?.contradictions(label: card.label).count ?? 0
      facts.append("\(count) near-duplicates, \(other) labelled otherwise")
    }
    return facts
  }
}
