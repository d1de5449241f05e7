// What a phone app does with the counting library, compiled ahead of time: learn from one demonstration, write and read the model file, count.
// Prints what was counted beside what was done; exit code 1 where they differ.
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

var demonstration = Demonstration.Film("squat", seed: 1);
var labelled = OneShotTrainer.Train(demonstration.Frames, demonstration.Labels);
var unlabelled = OneShotTrainer.Train(demonstration.Frames, new DemonstrationLabels.Unlabelled());
var model = ExerciseModel.Parse(labelled.ToBytes());

var workout = new Athlete(2).Perform(new Workout { Sets = [new PlannedSet { Exercise = "squat", Reps = 8 }] });
var done = workout.Sets.Sum(set => set.Reps.Count);
var counted = Count(model);
Console.WriteLine($"done {done}, counted {counted}, counted without labels {Count(unlabelled)}");
return counted == done ? 0 : 1;

int Count(ExerciseModel by)
{
    var counter = new RepCounter(by, new CountingSettings());
    var events = new List<CountingEvent>();
    var seq = 0L;
    foreach (var frame in workout.Frames)
        counter.Push(++seq, frame.CaptureMicros, frame.Landmarks.Span, events);
    counter.EndSet(++seq, SetEndReason.SessionEnded, events);
    return events.OfType<RepCompleted>().Count();
}
