import Statistics
import Text

/// The cards of a model's mistakes, and how many call for what: `cards.json`.
package struct CardsDocument: Sendable, Encodable {
  /// How many mistakes call for the same.
  package struct Group: Sendable, Encodable {
    package let advice: CardAdvice
    package let mistakes: Int
    package let share: Double
    /// Wilson's, 95 %.
    package let interval: [Double]
  }

  package let model: String
  package let data: String
  package let classNames: [String]
  package let groups: [Group]
  package let cards: [CauseCard]

  enum CodingKeys: String, CodingKey {
    case model, data, groups, cards
    case classNames = "classes"
  }

  package init(model: String, data: String, classNames: [String], cards: [CauseCard]) {
    self.model = model
    self.data = data
    self.classNames = classNames
    self.cards = cards
    groups = CardAdvice.allCases.map { advice in
      let count = cards.count { $0.advice == advice }
      let interval = WilsonInterval.of(count, in: cards.count)
      return Group(
        advice: advice, mistakes: count, share: Double(count) / Double(max(cards.count, 1)),
        interval: interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
  }

  /// The groups as a person reads them.
  package var text: String {
    var table = TextTable([
      .words("look at"), .numbers("mistakes"), .numbers("share"), .numbers("95 %"),
    ])
    for group in groups {
      table.row([
        group.advice.rawValue, "\(group.mistakes)", NumberText.percent(group.share, decimals: 1),
        group.interval.map { NumberText.percent($0, decimals: 1) }.joined(separator: " to "),
      ])
    }
    return table.description
  }
}
