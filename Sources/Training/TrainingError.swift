/// Why a training run cannot begin or go on.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  case lossNotFinite(step: Int, epoch: Int, learningRate: Double)
  case noImages(data: String)
  case unreadableMetrics(path: String, line: Int)
  case unreadableCheckpoint(path: String, problem: String)
  case settingsDiffer(path: String)

  package var description: String {
    switch self {
    case .lossNotFinite(let step, let epoch, let learningRate):
      "the loss is not finite at step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "try a lower --lr or a --warmup; the checkpoint before it is kept"
    case .noImages(let data): "\(data): no training images"
    case .unreadableMetrics(let path, let line):
      "\(path): line \(line): not a line of training metrics"
    case .unreadableCheckpoint(let path, let problem): "\(path): not a checkpoint: \(problem)"
    case .settingsDiffer(let path):
      "\(path): the checkpoint belongs to other data or another network than config.json tells"
    }
  }

  /// Whether files are at fault, and not the course of the run.
  package var isBadData: Bool {
    if case .lossNotFinite = self { false } else { true }
  }
}
