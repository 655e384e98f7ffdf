import Interchange

/// A column of classes while it is read: by number, or by name, as its first row has it.
struct ClassCells {
  private enum Form {
    case numbers
    case names
  }

  /// Of the column, for messages.
  private let title: String
  /// The names of the classes, where they are known beforehand.
  private let classNames: [String]?
  private let places: [String: Int]
  /// Classes lie below it.
  private let limit: Int
  /// The known names that are numbers, but not those of their places.
  private let hasMisleadingNames: Bool
  private var form: Form?
  private var firstLine = 0

  /// The class of each row; with names that were not known, its place in `found`.
  private(set) var values: [Int] = []
  /// The names that were not known beforehand, in the order in which they occur.
  private(set) var found: [String] = []
  private var foundPlaces: [String: Int] = [:]
  /// The line where each was first found.
  private var foundLines: [Int] = []

  init(_ title: String, classNames: [String]?, limit: Int) {
    self.title = title
    self.classNames = classNames
    self.limit = limit
    places = Dictionary(
      (classNames ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    hasMisleadingNames = (classNames ?? []).enumerated().contains { place, name in
      Int(name).map { $0 != place } ?? false
    }
  }

  mutating func reserve(_ count: Int) { values.reserveCapacity(count) }

  /// Whether classes stand there by names that were not known beforehand.
  var isByName: Bool { form == .names && classNames == nil }
  var isByNumber: Bool { form == .numbers }

  /// What tables write where there is nothing.
  private static let nothing: Set<String> = [
    "nan", "NaN", "NAN", "NA", "N/A", "<NA>", "NULL", "null", "None",
  ]

  mutating func append(_ reader: CSVReader, _ field: Int) throws {
    let numeric = reader.numeric(field)
    if form == nil {
      form = try firstForm(reader, field, numeric)
      firstLine = reader.line
    }
    switch form {
    case .numbers: values.append(try number(reader, field, numeric))
    default: values.append(try name(reader, field, numeric))
    }
  }

  private func firstForm(
    _ reader: CSVReader, _ field: Int, _ numeric: CSVReader.Numeric?
  ) throws -> Form {
    guard let numeric else { return .names }
    if hasMisleadingNames, let place = places[reader.trimmedText(field)] {
      if case .whole(let number) = numeric, number != place, (0..<limit).contains(number) {
        throw reader.mismatch(
          field,
          expected: "\(title) by names that are not also numbers of other classes; the class of "
            + "this name is number \(place)")
      }
      return .names
    }
    return .numbers
  }

  private func number(
    _ reader: CSVReader, _ field: Int, _ numeric: CSVReader.Numeric?
  ) throws -> Int {
    let value: Int
    switch numeric {
    case .whole(let number): value = number
    case .decimal(let decimal):
      guard let number = Int(exactly: decimal) else {
        throw reader.mismatch(field, expected: "a whole number for \(title)")
      }
      value = number
    default:
      throw reader.mismatch(
        field,
        expected: "a whole number for \(title), as \(reader.placeName(firstLine)) has one")
    }
    guard (0..<limit).contains(value) else {
      throw reader.mismatch(field, expected: "a class from 0 to \(limit - 1) for \(title)")
    }
    return value
  }

  private mutating func name(
    _ reader: CSVReader, _ field: Int, _ numeric: CSVReader.Numeric?
  ) throws -> Int {
    let name = reader.trimmedText(field)
    if let classNames {
      if let place = places[name] { return place }
      throw reader.mismatch(
        field, expected: "one of the classes \(Excerpt.list(classNames)) for \(title)")
    }
    if let place = foundPlaces[name] { return place }
    guard !name.isEmpty, !Self.nothing.contains(name) else {
      throw reader.mismatch(field, expected: "a class in every row for \(title)")
    }
    guard numeric == nil else {
      throw reader.mismatch(
        field,
        expected: "the name of a class for \(title), as \(reader.placeName(firstLine)) has one")
    }
    if let problem = ClassNames.problem(of: name) {
      throw reader.mismatch(field, expected: "a class \(problem) for \(title)")
    }
    guard found.count < limit else {
      throw reader.error(
        expected: "at most \(limit) different classes for \(title)", found: "more")
    }
    foundPlaces[name] = found.count
    found.append(name)
    foundLines.append(reader.line)
    return found.count - 1
  }

  /// The classes of the rows by their place in `order`, which holds every name that was found.
  func values(in order: [String]) -> [Int] {
    guard isByName else { return values }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let moved = found.map { places[$0] ?? 0 }
    return values.map { moved[$0] }
  }
}
