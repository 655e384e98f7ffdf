package import Datasets
package import Figures
import Images
package import Misclassification
import Text

/// Which images a report shows, and what it says of each.
package struct ReportCards {
  package typealias Card = ModelsReport.Card
  package typealias CellCards = ModelsReport.CellCards

  package struct Settings: Sendable {
    /// Which images; nil for those that some model gets wrong.
    package var choice: ImageChoice?
    /// No more cards of one true and predicted class than this.
    package var imagesPerCell: Int
    /// No more cards in all.
    package var mostCards: Int
    /// Pictures are made smaller where all of them would take more bytes.
    package var pictureBytes: Int

    package init(
      choice: ImageChoice?, imagesPerCell: Int, mostCards: Int, pictureBytes: Int
    ) {
      self.choice = choice
      self.imagesPerCell = imagesPerCell
      self.mostCards = mostCards
      self.pictureBytes = pictureBytes
    }
  }

  package let joint: JointPredictions
  package let settings: Settings
  package let knowledge: ImageKnowledge

  package init(_ joint: JointPredictions, settings: Settings, knowledge: ImageKnowledge) {
    self.joint = joint
    self.settings = settings
    self.knowledge = knowledge
  }

  /// The images of one true and predicted class.
  private struct Cell {
    let label: Int
    let predicted: Int
    /// Rows whose commonest chosen answer this is, those that most models give first.
    var own: [(row: Int, models: Int)] = []
    /// Rows of which fewer models say so.
    var others: [Int] = []

    var total: Int { own.count + others.count }
  }

  /// The cells with their cards, by true class, then predicted class.
  ///
  /// - Parameters:
  ///   - data: the images, where they are at hand; rows name their places.
  ///   - isNetworkInput: whether they are as networks saw them, so that regions and maps fit.
  package func cells(data: ImageSet?, isNetworkInput: Bool) throws -> [CellCards] {
    if settings.imagesPerCell == 0 { return [] }
    let cells = chosenCells()
    let perCell = cardsPerCell(cells)
    var rows: [Int] = []
    for (cell, count) in zip(cells, perCell) { rows += cell.own.prefix(count).map(\.row) }
    let places = rows.map { joint.image(of: $0) }
    let pictures = try data.map {
      CardPictures(
        try $0.images.load(places), places: places, bytes: settings.pictureBytes,
        isNetworkInput: isNetworkInput)
    }
    let shown = Set(rows)
    return zip(cells, perCell).compactMap { cell, count in
      let elsewhere = cell.others.filter(shown.contains).prefix(settings.imagesPerCell)
      if count == 0, elsewhere.isEmpty { return nil }
      return CellCards(
        label: cell.label, predicted: cell.predicted, total: cell.total,
        cards: cell.own.prefix(count).map { card($0.row, pictures) },
        elsewhere: elsewhere.map { joint.image(of: $0) })
    }
  }

  private func chosenCells() -> [Cell] {
    let answers = joint.rows(chosenBy: settings.choice ?? ImageChoice(isRight: false))
    var cells: [Int: Cell] = [:]
    var before = -1
    for answer in answers {
      let label = joint.labels[answer.row]
      let key = label * joint.classCount + answer.predicted
      var cell = cells[key] ?? Cell(label: label, predicted: answer.predicted)
      if answer.row == before {
        cell.others.append(answer.row)
      } else {
        cell.own.append((answer.row, answer.observers))
      }
      before = answer.row
      cells[key] = cell
    }
    return cells.sorted { $0.key < $1.key }.map { _, cell in
      var cell = cell
      cell.own.sort { ($1.models, $0.row) < ($0.models, $1.row) }
      return cell
    }
  }

  /// How many cards each cell gets: as many as it may, or, where these are too many in all, in
  /// proportion to its images, so that mistakes that come often are seen first.
  private func cardsPerCell(_ cells: [Cell]) -> [Int] {
    let wanted = cells.map { min($0.own.count, settings.imagesPerCell) }
    if wanted.reduce(0, +) <= settings.mostCards { return wanted }
    let all = Double(cells.reduce(0) { $0 + $1.total })
    let quotas = cells.map { Double(settings.mostCards) * Double($0.total) / all }
    var given = zip(wanted, quotas).map { min($0, Int($1)) }
    var left = settings.mostCards - given.reduce(0, +)
    while left > 0 {
      // What rounding left over, to those whose quota is met least.
      let next = cells.indices.filter { given[$0] < wanted[$0] }.sorted {
        (quotas[$1] - Double(given[$1]), $0) < (quotas[$0] - Double(given[$0]), $1)
      }.prefix(left)
      if next.isEmpty { break }
      for cell in next { given[cell] += 1 }
      left -= next.count
    }
    return given
  }

  // MARK: One card

  private func card(_ row: Int, _ pictures: CardPictures?) -> Card {
    let image = joint.image(of: row)
    var card = Card(
      image: image, name: joint.name(of: row), label: joint.labels[row], answers: answers(row))
    knowledge.add(to: &card, row: row, pictures: pictures, classNames: joint.classNames)
    return card
  }

  private func answers(_ row: Int) -> [Card.Answer] {
    var models: [Int: [Int]] = [:]
    for (model, observer) in joint.observers.enumerated() {
      models[observer.predicted[row], default: []].append(model)
    }
    return models.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
      predicted, models in
      let rows = models.compactMap { joint.observers[$0].scores?.probabilities(of: row) }
      func mean(_ label: Int) -> Double? {
        rows.isEmpty ? nil : rows.reduce(0) { $0 + $1[label] } / Double(rows.count)
      }
      return Card.Answer(
        predicted: predicted, models: models, probability: mean(predicted),
        trueProbability: mean(joint.labels[row]))
    }
  }
}
