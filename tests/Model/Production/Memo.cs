namespace Beamer.Tests.Model.Production;

/// <summary>Answers of a pure function, each computed once.</summary>
/// <remarks>
/// The same few hundred questions come up in millions of states. <paramref name="forgets"/> asks every time instead,
/// which a test uses to show that it makes no difference.
/// </remarks>
internal sealed class Memo<TQuestion, TAnswer>(Func<TQuestion, TAnswer> function, bool forgets = false)
    where TQuestion : notnull
{
    private readonly Dictionary<TQuestion, TAnswer> _answers = [];

    internal int Count => _answers.Count;

    internal TAnswer this[TQuestion question]
    {
        get
        {
            if (!forgets && _answers.TryGetValue(question, out TAnswer? known)) return known;
            TAnswer answer = function(question);
            if (!forgets) _answers.Add(question, answer);
            return answer;
        }
    }
}
