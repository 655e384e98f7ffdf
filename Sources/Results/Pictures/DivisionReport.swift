package import Datasets
import Text

/// How many pictures of each class were parted into training and test.
package struct DivisionReport: Sendable, Encodable, CustomStringConvertible {
  package struct ClassCount: Sendable, Encodable, Equatable {
    package let name: String
    package let train: Int
    package let test: Int
  }

  package let data: String
  package let out: String
  package let train: Int
  package let test: Int
  package let classes: [ClassCount]

  package init(_ division: PictureDivision, data: String, out: String) {
    self.data = data
    self.out = out
    var counts = division.classNames.map { _ in (train: 0, test: 0) }
    for row in division.rows {
      guard let label = row.label else { continue }
      if row.split == .train { counts[label].train += 1 } else { counts[label].test += 1 }
    }
    classes = zip(division.classNames, counts).map {
      ClassCount(name: $0, train: $1.train, test: $1.test)
    }
    train = division.rows.count { $0.split == .train }
    test = division.rows.count - train
  }

  package var description: String {
    var table = TextTable([.words("class"), .numbers("train"), .numbers("test")])
    for count in classes { table.row([count.name, "\(count.train)", "\(count.test)"]) }
    table.rule()
    table.row(["all", "\(train)", "\(test)"])
    return table.description
  }
}
