/// The two classes that a mistake is between.
struct ClassPair {
  let predicted: Int
  let label: Int

  /// Logit of the predicted class less that of the true one.
  func margin(_ scores: CheckedLogits, _ place: Int) -> Double {
    let row = scores[place]
    return Double(row[row.startIndex + predicted]) - Double(row[row.startIndex + label])
  }

  /// Logit of the true class less the largest of all others.
  func recovery(_ scores: CheckedLogits, _ place: Int) -> Double {
    let row = scores[place]
    let own = row.startIndex + label
    let other = row.indices.filter { $0 != own }.map { row[$0] }.max() ?? row[own]
    return Double(row[own]) - Double(other)
  }
}
