import Foundation
import Interchange

extension EpochMetrics {
  /// Reads `metrics.csv` back.
  ///
  /// - Throws: `TrainingError` naming the line where something else stands than numbers in their
  ///   range, or another epoch than the one that is due.
  package static func read(_ path: String) throws -> [EpochMetrics] {
    let text = String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    let names = lines.first?.split(separator: ",").map(String.init) ?? []
    guard names.starts(with: header) else {
      throw TrainingError.unreadableMetrics(path: path, line: 1)
    }
    var rows: [EpochMetrics] = []
    for (index, line) in lines.dropFirst().enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard let row = EpochMetrics(fields, names: names) else {
        throw TrainingError.unreadableMetrics(path: path, line: index + 2)
      }
      guard row.epoch == index + 1 else {
        throw TrainingError.metricsOutOfOrder(
          path: path, line: index + 2, expected: "epoch \(index + 1)", found: "epoch \(row.epoch)")
      }
      rows.append(row)
    }
    return rows
  }

  private init?(_ fields: [String], names: [String]) {
    guard fields.count == names.count, let epoch = Int(fields[0]), let steps = Int(fields[1]),
      steps >= 0
    else { return nil }
    let optional = fields.dropFirst(2).map { $0.isEmpty ? nil : Double($0) }
    guard zip(fields.dropFirst(2), optional).allSatisfy({ $0.isEmpty || $1?.isFinite == true }),
      let trainingLoss = optional[0], let trainingAccuracy = optional[1],
      let learningRate = optional[6], let rate = optional[7], let seconds = optional[8],
      [trainingAccuracy, optional[3] ?? 0, optional[5] ?? 0].allSatisfy({ (0...1).contains($0) }),
      learningRate >= 0, rate >= 0, seconds >= 0
    else { return nil }
    self.init(
      epoch: epoch, steps: steps, trainingLoss: trainingLoss, trainingAccuracy: trainingAccuracy,
      validationLoss: optional[2], validationAccuracy: optional[3], testLoss: optional[4],
      testAccuracy: optional[5], learningRate: learningRate, imagesPerSecond: rate,
      seconds: seconds,
      probed: zip(names.dropFirst(Self.header.count), optional.dropFirst(9)).map {
        Probed(name: $0, value: $1)
      })
  }
}

extension RunDirectory {
  /// The metrics of the epochs that a checkpoint has behind it; that of the last may still be
  /// missing.
  ///
  /// - Throws: `TrainingError` where lines are missing, or are of another run.
  func readMetrics(throughEpoch done: Int, stepsPerEpoch: Int) throws -> [EpochMetrics] {
    let isThere = FileManager.default.fileExists(atPath: metrics)
    let rows = isThere ? try EpochMetrics.read(metrics).filter { $0.epoch <= done } : []
    for (index, row) in rows.enumerated() {
      let steps = row.epoch.multipliedReportingOverflow(by: stepsPerEpoch)
      guard !steps.overflow, row.steps == steps.partialValue else {
        throw TrainingError.metricsOutOfOrder(
          path: metrics, line: index + 2,
          expected: "\(steps.partialValue) steps after epoch \(row.epoch)", found: "\(row.steps)")
      }
    }
    guard rows.count >= done - 1 else {
      throw TrainingError.metricsMissing(path: metrics, last: rows.count, done: done)
    }
    return rows
  }
}
