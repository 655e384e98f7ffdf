/// What a scheduler says of the task of an array that this process is.
package struct ArrayTask: Sendable, Equatable {
  /// The variable that tells the task.
  package let variable: String
  /// From 1.
  package let number: Int
  /// How many tasks there are; nil where the scheduler does not say.
  package let count: Int?

  /// A scheduler's variables.
  private struct Scheduler {
    let index: String
    /// The number of the first task: a variable that tells it, or what it always is.
    let first: (variable: String?, always: Int)
    var last: String?
    var step: String?
    var count: String?
  }

  private static let schedulers = [
    Scheduler(
      index: "SLURM_ARRAY_TASK_ID", first: ("SLURM_ARRAY_TASK_MIN", 0),
      last: "SLURM_ARRAY_TASK_MAX", step: "SLURM_ARRAY_TASK_STEP",
      count: "SLURM_ARRAY_TASK_COUNT"),
    // Without an array SGE says "undefined".
    Scheduler(
      index: "SGE_TASK_ID", first: ("SGE_TASK_FIRST", 1), last: "SGE_TASK_LAST",
      step: "SGE_TASK_STEPSIZE"),
    Scheduler(
      index: "AWS_BATCH_JOB_ARRAY_INDEX", first: (nil, 0), count: "AWS_BATCH_JOB_ARRAY_SIZE"),
    // PBS tells neither first nor last: arrays must begin with 1.
    Scheduler(index: "PBS_ARRAY_INDEX", first: (nil, 1)),
  ]

  /// What launchers of MPI tell, before any library is opened.
  private static let launchers = [
    (rank: "OMPI_COMM_WORLD_RANK", size: "OMPI_COMM_WORLD_SIZE"),
    (rank: "PMI_RANK", size: "PMI_SIZE"),
    (rank: "SLURM_PROCID", size: "SLURM_STEP_NUM_TASKS"),
  ]

  /// The part of the work that the environment tells of: a task of an array, one of several ranks,
  /// or a rank of a task.
  ///
  /// - Throws: `RanksError` for numbers that are not evenly spaced.
  package static func find(in environment: [String: String]) throws(RanksError) -> ArrayTask? {
    let task = try task(in: environment)
    guard let rank = rank(in: environment), let ranks = rank.count else { return task }
    guard let task else { return rank }
    guard task.number <= Shard.most, ranks <= Shard.most, task.count ?? 1 <= Shard.most else {
      throw .unevenArray(variable: task.variable, index: task.number)
    }
    return ArrayTask(
      variable: task.variable + " and " + rank.variable,
      number: (task.number - 1) * ranks + rank.number, count: task.count.map { $0 * ranks })
  }

  /// The rank, where there are several.
  private static func rank(in environment: [String: String]) -> ArrayTask? {
    for names in launchers {
      guard let rank = environment[names.rank].flatMap({ Int($0) }),
        let size = environment[names.size].flatMap({ Int($0) }), size > 1,
        (0..<size).contains(rank)
      else { continue }
      return ArrayTask(variable: names.rank, number: rank + 1, count: size)
    }
    return nil
  }

  /// The task of an array that the environment tells of, if it tells of one.
  ///
  /// - Throws: `RanksError` for numbers that are not evenly spaced, so that places cannot be told.
  private static func task(in environment: [String: String]) throws(RanksError) -> ArrayTask? {
    func number(_ name: String?) -> Int? { name.flatMap { environment[$0] }.flatMap { Int($0) } }
    for scheduler in schedulers {
      guard let index = number(scheduler.index) else { continue }
      let first = number(scheduler.first.variable) ?? scheduler.first.always
      let step = max(number(scheduler.step) ?? 1, 1)
      let told = number(scheduler.count)
      let (span, overflow) = (number(scheduler.last) ?? first).subtractingReportingOverflow(first)
      let (offset, tooFar) = index.subtractingReportingOverflow(first)
      let spanned = number(scheduler.last) != nil && !overflow && span >= 0 ? span / step + 1 : nil
      let count = told ?? spanned
      guard !tooFar, offset >= 0, offset % step == 0, offset / step < (count ?? .max),
        spanned == nil || spanned == count
      else {
        throw .unevenArray(variable: scheduler.index, index: index)
      }
      return ArrayTask(variable: scheduler.index, number: offset / step + 1, count: count)
    }
    return nil
  }
}

/// What a user asked for.
package enum ShardChoice: Sendable, Equatable {
  /// All the work, whatever the environment says.
  case none
  /// So many shards, of which the scheduler says which this is.
  case count(Int)
  case shard(Shard)

  package init?(parsing text: String) {
    if text == "none" {
      self = .none
    } else if let shard = Shard(parsing: text) {
      self = .shard(shard)
    } else if let count = Int(text), (1...Shard.most).contains(count) {
      self = .count(count)
    } else {
      return nil
    }
  }
}

extension Shard {
  /// The shard that was asked for, or that the environment tells of; nil for all the work.
  ///
  /// - Returns: beside it the variable that tells it, if one does.
  /// - Throws: `RanksError` where the environment does not tell enough.
  package static func chosen(
    _ choice: ShardChoice?, in environment: [String: String]
  ) throws(RanksError) -> (shard: Shard, variable: String?)? {
    switch choice {
    case ShardChoice.none?: return nil
    case .shard(let shard): return (shard, nil)
    case .count(let count):
      guard let task = try ArrayTask.find(in: environment) else { throw .noArray(count: count) }
      guard let shard = Shard(task.number, of: count) else {
        throw .beyondLast(variable: task.variable, number: task.number, count: count)
      }
      return (shard, task.variable)
    case nil:
      guard let task = try ArrayTask.find(in: environment) else { return nil }
      guard let count = task.count else { throw .unknownCount(variable: task.variable) }
      guard let shard = Shard(task.number, of: count) else {
        throw .beyondLast(variable: task.variable, number: task.number, count: count)
      }
      return (shard, task.variable)
    }
  }
}
