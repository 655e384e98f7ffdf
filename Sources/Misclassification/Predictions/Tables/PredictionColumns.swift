import Interchange

/// What the columns of a table of predictions hold, told from their names.
///
/// Names are compared without regard to case, and with `-`, blank and `.` as `_`.
struct PredictionColumns {
  enum Role: Hashable {
    /// Which image the row is about.
    case image
    case label
    case predicted
    /// Of the class at that place.
    case score(Int)
    case other
  }

  /// Of each column.
  private(set) var roles: [Role]
  /// As the file writes them.
  let names: [String]
  /// The names of the classes, where the columns of scores name them.
  private(set) var scoreNames: [String]?
  /// What the names of the columns say that the scores are.
  private(set) var scoreKind: Predictions.Scores.Kind?
  private(set) var scoreCount = 0
  /// Whether the image's column is of the kind that holds places in the data: an index.
  private(set) var imageIsIndex = false

  /// What is wrong with a header.
  struct Malformed: Error {
    let expected: String
    let found: String
  }

  /// Other names that people give to a column, after the one that `misclass` writes.
  private static let labels = [
    "label", "labels", "true", "y_true", "y", "target", "targets", "truth", "actual",
    "ground_truth", "groundtruth", "gt", "true_label", "true_class", "actual_label",
    "actual_class", "target_class", "target_label", "label_true",
  ]
  private static let predictions = [
    "predicted", "prediction", "predictions", "pred", "preds", "y_pred", "y_hat", "yhat",
    "predicted_label", "predicted_class", "pred_label", "pred_class", "label_pred", "output",
  ]
  /// Names of the label where another column holds predictions: alone they may mean either.
  private static let labelsBesidePredictions = ["class", "class_name", "category"]
  private static let indices = ["index", "", "unnamed:_0"]
  private static let images = [
    "id", "image_id", "filename", "file_name", "file", "image", "image_name", "img", "path",
    "image_path", "file_path", "filepath",
  ]
  /// The longer before those that they begin with.
  private static let prefixes: [(text: String, kind: Predictions.Scores.Kind?)] = [
    ("logits_", .logits), ("logit_", .logits), ("log_prob_", .logProbabilities),
    ("logprob_", .logProbabilities), ("log_probability_", .logProbabilities),
    ("probability_", .probabilities), ("proba_", .probabilities), ("probs_", .probabilities),
    ("prob_", .probabilities), ("p_", .probabilities), ("scores_", nil), ("score_", nil),
  ]

  /// Words before the class's number, with or without `_`, that say less by themselves.
  private static let numbered: [(text: String, kind: Predictions.Scores.Kind?)] = [
    ("softmax", .probabilities), ("probability", .probabilities), ("proba", .probabilities),
    ("prob", .probabilities), ("p", .probabilities), ("logit", .logits), ("score", nil),
    ("class", nil), ("confidence", nil), ("conf", nil), ("output", nil),
  ]

  /// How `misclass` names the scores of that kind.
  static func prefix(of kind: Predictions.Scores.Kind) -> String {
    switch kind {
    case .logits: "logit_"
    case .probabilities: "prob_"
    case .logProbabilities: "logprob_"
    }
  }

  /// - Parameters:
  ///   - classNames: those that were given, by which columns of scores may be called.
  ///   - told: what the user says that columns are called.
  init(
    names: [String], classNames: [String]?, told: ToldColumns? = nil
  ) throws(Malformed) {
    self.names = names
    roles = [Role](repeating: .other, count: names.count)
    let plain = names.map(Self.normalized)
    if let told { try assign(told, classNames) }
    if !holds(.label) { try assign(.label, plain, Self.labels) }
    if !holds(.predicted) { try assign(.predicted, plain, Self.predictions) }
    if !holds(.image) { assignImage(plain) }
    if scoreCount == 0 { try assignScores(plain, classNames) }
    if !holds(.label), holds(.predicted) || scoreCount > 0 {
      try assign(.label, plain, Self.labelsBesidePredictions)
    }
  }

  /// Gives columns the roles that the user says they have.
  private mutating func assign(
    _ told: ToldColumns, _ classNames: [String]?
  ) throws(Malformed) {
    for (use, role) in [
      (ToldColumns.Use.label, Role.label), (.predicted, .predicted), (.id, .image),
    ] {
      guard let name = told.names[use] else { continue }
      let places = names.indices.filter { names[$0] == name }
      guard places.count == 1, let place = places.first else {
        throw Malformed(
          expected: "one column \(Excerpt.quoted(name))",
          found: places.isEmpty ? "none among \(Excerpt.list(names))" : "\(places.count)")
      }
      guard roles[place] == .other else {
        throw Malformed(
          expected: "another column for each use",
          found: "\(Excerpt.quoted(name)) for two")
      }
      roles[place] = role
    }
    guard let pattern = told.names[.score] else { return }
    let scored = names.indices.filter { roles[$0] == .other && told.scoredClass(names[$0]) != nil }
    guard scored.count > 1 else {
      throw Malformed(
        expected: "a column of scores for each class, called as \(Excerpt.quoted(pattern)) says",
        found: "\(scored.count) among \(Excerpt.list(names))")
    }
    try number(scored, scored.compactMap { told.scoredClass(names[$0]) }, classNames)
    scoreKind = Self.prefixes.first { Self.normalized(pattern).hasPrefix($0.text) }?.kind
  }

  private static func normalized(_ name: String) -> String {
    String(name.lowercased().map { "-. ".contains($0) ? "_" : $0 })
  }

  /// How many columns are recognised, those without a name left out.
  var recognized: Int {
    zip(roles, names).count { $0 != .other && !$1.isEmpty }
  }

  func holds(_ role: Role) -> Bool { roles.contains(role) }

  private mutating func assign(
    _ role: Role, _ plain: [String], _ known: [String]
  ) throws(Malformed) {
    let places = plain.indices.filter { roles[$0] == .other && known.contains(plain[$0]) }
    if places.count > 1 {
      let (first, second) = (names[places[0]], names[places[1]])
      throw Malformed(
        expected: "one column that may be the \(role == .label ? "label" : "predicted class")",
        found: plain[places[0]] == plain[places[1]]
          ? "\(Excerpt.quoted(first)) twice"
          : "\(Excerpt.quoted(first)) and \(Excerpt.quoted(second))")
    }
    if let place = places.first { roles[place] = role }
  }

  private mutating func assignImage(_ plain: [String]) {
    for known in Self.indices + Self.images {
      // Without a name only the first column is an index, as pandas writes it.
      guard let place = plain.firstIndex(of: known), roles[place] == .other,
        !known.isEmpty || place == 0 && names.count > 1
      else { continue }
      roles[place] = .image
      imageIsIndex = Self.indices.contains(known)
      return
    }
  }

  private mutating func assignScores(
    _ plain: [String], _ classNames: [String]?
  ) throws(Malformed) {
    var groups: [(prefix: Int, places: [Int])] = []
    for (place, name) in plain.enumerated() where roles[place] == .other {
      guard let prefix = Self.prefixes.firstIndex(where: { name.hasPrefix($0.text) }) else {
        continue
      }
      if let group = groups.firstIndex(where: { $0.prefix == prefix }) {
        groups[group].places.append(place)
      } else {
        groups.append((prefix, [place]))
      }
    }
    func suffix(_ place: Int, _ prefix: Int) -> String {
      String(names[place].dropFirst(Self.prefixes[prefix].text.count))
    }
    // One column of a word, such as p_value, is no scores of classes.
    groups.removeAll { group in
      group.places.count == 1 && Int(suffix(group.places[0], group.prefix)) == nil
    }
    if groups.count > 1 {
      let other = names[groups[1].places[0]]
      throw Malformed(
        expected: "one set of scores",
        found: "\(Excerpt.quoted(names[groups[0].places[0]])) and \(Excerpt.quoted(other))")
    }
    if let group = groups.first {
      scoreKind = Self.prefixes[group.prefix].kind
      try number(group.places, group.places.map { suffix($0, group.prefix) }, classNames)
    } else {
      try assignPlainScores(plain, classNames)
    }
  }

  /// Scores whose columns are called by the class alone.
  private mutating func assignPlainScores(
    _ plain: [String], _ classNames: [String]?
  ) throws(Malformed) {
    let others = plain.indices.filter { roles[$0] == .other }
    if let classNames, classNames.count > 1 {
      let classes = Set(classNames)
      let places = others.filter { classes.contains(names[$0]) }
      if places.count == classNames.count {
        return try number(places, places.map { names[$0] }, classNames)
      }
    }
    for (word, kind) in Self.numbered {
      let classes = others.map { Self.number(after: word, in: plain[$0]) }
      let places = zip(others, classes).filter { $0.1 != nil }.map(\.0)
      guard places.count > 1 else { continue }
      scoreKind = kind
      return try number(places, classes.compactMap { $0 }, classNames)
    }
    // A table without a header may begin with numbers too, but not with another recognised name.
    if others.count > 1, others.count < names.count,
      others.enumerated().allSatisfy({ names[$0.element] == "\($0.offset)" })
    {
      try number(others, others.map { names[$0] }, nil)
    }
  }

  /// The digits that follow a word, and `_` where there is one; nil for other names.
  private static func number(after word: String, in name: String) -> String? {
    guard name.hasPrefix(word) else { return nil }
    var rest = name.dropFirst(word.count)
    if rest.first == "_" { rest.removeFirst() }
    return rest.isEmpty || classNumber(String(rest)) == nil ? nil : String(rest)
  }

  /// Columns that are called as the labels are, no more and no fewer, hold the classes' scores.
  ///
  /// - Parameter isNumber: whether a column holds numbers.
  mutating func takeScores(named labels: Set<String>, isNumber: (Int) -> Bool) {
    let places = names.indices.filter { roles[$0] == .other && isNumber($0) }
    guard places.count > 1, Set(places.map { names[$0] }) == labels, places.count == labels.count
    else { return }
    take(places, asScoresOf: places.map { names[$0] })
  }

  /// Columns of scores that name the classes, in the classes' order.
  private mutating func take(_ places: [Int], asScoresOf classes: [String]) {
    for (number, column) in places.enumerated() { roles[column] = .score(number) }
    scoreCount = places.count
    scoreNames = classes
  }

  /// Gives each column of scores its class.
  private mutating func number(
    _ places: [Int], _ classes: [String], _ classNames: [String]?
  ) throws(Malformed) {
    scoreCount = places.count
    if let place = Self.firstRepeated(classes) {
      throw Malformed(
        expected: "each column once", found: "\(Excerpt.quoted(names[places[place]])) twice")
    }
    let numbers = classes.map(Self.classNumber)
    let areNumbers = numbers.allSatisfy { $0 != nil }
    if !areNumbers, let digit = numbers.firstIndex(where: { $0 != nil }),
      classNames == nil, let word = numbers.firstIndex(of: nil)
    {
      throw Malformed(
        expected: "classes by number, as in \(Excerpt.quoted(names[places[digit]])), or by name",
        found: Excerpt.quoted(names[places[word]]))
    }
    if areNumbers, Set(numbers.compactMap { $0 }) == Set(places.indices) {
      for (place, number) in zip(places, numbers) { roles[place] = .score(number ?? 0) }
      return
    }
    if let classNames {
      let place = Dictionary(zip(classNames, classNames.indices)) { first, _ in first }
      for (column, name) in zip(places, classes) {
        guard let number = place[name] else {
          throw Malformed(
            expected: "scores of the classes \(Excerpt.list(classNames))",
            found: Excerpt.quoted(names[column]))
        }
        roles[column] = .score(number)
      }
      return
    }
    if areNumbers {
      let held = Set(numbers.compactMap { $0 })
      let missing = places.indices.first { !held.contains($0) } ?? 0
      throw Malformed(
        expected: "scores of classes 0 to \(scoreCount - 1)", found: "none of class \(missing)")
    }
    take(places, asScoresOf: classes)
  }

  private static func classNumber(_ text: String) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }

  private static func firstRepeated(_ texts: [String]) -> Int? {
    var seen: Set<String> = []
    return texts.firstIndex { !seen.insert($0).inserted }
  }

  /// How the table was read, for the person who gave it; nil where all names are those that
  /// `misclass` writes.
  var recognition: String? {
    var read: [String] = []
    for (name, role) in zip(names, roles) {
      switch role {
      case .label where name != "label": read.append("\(Excerpt.quoted(name)) as the label")
      case .predicted where name != "predicted":
        read.append("\(Excerpt.quoted(name)) as the predicted class")
      case .image where name.isEmpty: read.append("the column without a name as the index")
      case .image where name != "index" && name != "file":
        read.append("\(Excerpt.quoted(name)) as the image's name")
      default: break
      }
    }
    // The name that `misclass` itself writes is told only where others are.
    if !read.isEmpty, zip(names, roles).contains(where: { $0.0 == "file" && $0.1 == .image }) {
      read.append("'file' as the image's name")
    }
    let ours = scoreKind.map(Self.prefix) ?? ""
    if scoreCount > 0, let first = zip(names, roles).first(where: { isScore($0.1) })?.0,
      ours.isEmpty || !first.hasPrefix(ours)
    {
      read.append("\(scoreCount) columns such as \(Excerpt.quoted(first)) as scores")
    }
    let left = zip(names, roles).filter { $0.1 == .other && !$0.0.isEmpty }.map(\.0)
    let parts =
      (read.isEmpty ? [] : ["reads " + read.joined(separator: ", ")])
      + (left.isEmpty ? [] : ["leaves out " + Excerpt.list(left)])
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private func isScore(_ role: Role) -> Bool {
    if case .score = role { true } else { false }
  }
}
