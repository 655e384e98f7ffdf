import Interchange

/// Brings tables that call their images by name into one order.
enum IdentifiedImages {
  /// Puts every table with names of images into the order of the first of them.
  ///
  /// Tables without names stay as they are: their rows are those of the data.
  /// - Throws: `MisclassificationError` where one table is about an image that another lacks.
  static func align(
    _ predictions: inout [Predictions], _ given: inout GivenLabels?, remark: ReadingRemarks
  ) throws {
    if let labels = given, labels.isOfData, let names = labels.identifiers {
      return try becomePlaces(&predictions, in: names, labels.source, remark)
    }
    guard let first = predictions.first(where: { $0.identifiers != nil }),
      let names = first.identifiers
    else {
      if let labels = given, let names = labels.identifiers {
        try takeInOrder(names, labels.source, without: predictions[0].source, remark)
      }
      return
    }
    for index in predictions.indices {
      let source = predictions[index].source
      guard let own = predictions[index].identifiers else {
        try takeInOrder(names, first.source, without: source, remark)
        continue
      }
      if own != names {
        guard own.count == names.count else {
          throw MisclassificationError.countMismatch(
            what: "predictions, as \(first.source) has", expected: names.count, found: own.count,
            source: source)
        }
        let order = try order(of: own, as: names, source: source, other: first.source)
        predictions[index].reorder(order)
      }
    }
    guard let labels = given else { return }
    guard let own = labels.identifiers else {
      return try takeInOrder(names, first.source, without: labels.source, remark)
    }
    let order = try order(of: own, as: names, source: labels.source, other: first.source)
    given?.values = order.map { labels.values[$0] }
  }

  /// Names become places in the data.
  private static func becomePlaces(
    _ predictions: inout [Predictions], in names: [String], _ data: String,
    _ remark: ReadingRemarks
  ) throws {
    let places = NamedPlaces(names)
    for index in predictions.indices {
      let source = predictions[index].source
      guard let own = predictions[index].identifiers else {
        if predictions[index].indices == nil {
          try takeInOrder(names, data, without: source, remark)
        }
        continue
      }
      predictions[index].indices = try own.map { name in
        guard let place = places[name] else {
          throw MisclassificationError.namedImageMissing(
            image: Excerpt.name(name), source: data, other: source)
        }
        return place
      }
      predictions[index].identifiers = nil
    }
  }

  /// Rows with names beside rows without.
  ///
  /// - Throws: `MisclassificationError` where the names are numbers out of order, as the rows then
  ///   are.
  private static func takeInOrder(
    _ names: [String], _ named: String, without: String, _ remark: ReadingRemarks
  ) throws {
    let numbers = names.compactMap { Int($0) }
    if numbers.count == names.count,
      zip(numbers, numbers.dropFirst()).contains(where: { $0 > $1 })
    {
      throw MisclassificationError.imagesOutOfOrder(source: named, other: without)
    }
    remark(
      ReadingRemark(
        isWarning: false,
        text: "\(named) names its images, \(without) does not; rows are taken to be in the same "
          + "order"))
  }

  private static func order(
    of own: [String], as names: [String], source: String, other: String
  ) throws -> [Int] {
    let places = Dictionary(own.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    return try names.map { name in
      guard let place = places[name] else {
        throw MisclassificationError.namedImageMissing(
          image: Excerpt.name(name), source: source, other: other)
      }
      return place
    }
  }
}

extension Predictions {
  /// - Precondition: each row once, no indices.
  fileprivate mutating func reorder(_ order: [Int]) {
    precondition(indices == nil && order.count == count)
    predicted = order.map { predicted[$0] }
    labels = labels.map { labels in order.map { labels[$0] } }
    identifiers = identifiers.map { names in order.map { names[$0] } }
    if let moved = scores?.rows(order) { scores?.values = moved }
  }
}

/// Finds files by their whole names, or by the last part of the name where only one file has it.
private struct NamedPlaces {
  private let whole: [String: Int]
  /// Nil for several files of that name.
  private var last: [Substring: Int?] = [:]

  init(_ names: [String]) {
    whole = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    for (place, name) in names.enumerated() {
      last.updateValue(last[Self.lastPart(name)] == nil ? place : nil, forKey: Self.lastPart(name))
    }
  }

  subscript(name: String) -> Int? { whole[name] ?? (last[Self.lastPart(name)] ?? nil) }

  private static func lastPart(_ name: String) -> Substring {
    name.split(separator: "/", omittingEmptySubsequences: true).last ?? ""
  }
}
