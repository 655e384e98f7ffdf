/// Why a training run cannot begin or go on.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  case lossNotFinite(step: Int, epoch: Int, learningRate: Double)
  case weightsNotFinite(step: Int, epoch: Int, learningRate: Double)
  case noImages(data: String)
  case validationTooLarge(images: Int, validation: Int)
  case sizesDiffer(data: String, training: String, test: String)
  case nothingToTrain
  case noMasks(data: String, split: String)
  case unreadableMetrics(path: String, line: Int)
  case unreadableCheckpoint(path: String, problem: String)
  case settingsDiffer(path: String, problem: String)
  case inUse(path: String)

  package var description: String {
    switch self {
    case .lossNotFinite(let step, let epoch, let learningRate):
      "the loss is not finite at step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "try a lower --lr, a --warmup or a --clip-norm; the checkpoint before it is kept"
    case .weightsNotFinite(let step, let epoch, let learningRate):
      "a weight is not finite after step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "try a lower --lr, a --warmup or a --clip-norm; the checkpoint before it is kept"
    case .noImages(let data): "\(data): no training images"
    case .validationTooLarge(let images, let validation):
      "--validation: expected fewer than the \(images) training images, found \(validation)"
    case .sizesDiffer(let data, let training, let test):
      "\(data): expected test images of \(training) pixels, as the training images are, found \(test)"
    case .nothingToTrain: "every parameter is frozen: there is nothing to train"
    case .noMasks(let data, let split): "\(data) knows no masks of its \(split) images"
    case .unreadableMetrics(let path, let line):
      "\(path): line \(line): not a line of training metrics"
    case .unreadableCheckpoint(let path, let problem): "\(path): not a checkpoint: \(problem)"
    case .settingsDiffer(let path, let problem):
      "\(path): the checkpoint belongs to other data or settings: \(problem)"
    case .inUse(let path): "\(path): another process trains in this directory"
    }
  }

  /// Where the fault lies.
  package enum Fault: Sendable {
    case options
    case files
    case course
  }

  package var fault: Fault {
    switch self {
    case .lossNotFinite, .weightsNotFinite, .inUse: .course
    case .validationTooLarge, .nothingToTrain, .noMasks: .options
    case .noImages, .sizesDiffer, .unreadableMetrics, .unreadableCheckpoint, .settingsDiffer: .files
    }
  }
}
