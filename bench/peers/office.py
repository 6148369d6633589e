# SPDX-License-Identifier: Apache-2.0
"""The same pages as an engineer would make them in Django in one file: people sign in, delegations are listed, shown,
entered by a form and given as JSON.

    office.py make CSV          the database, an account and the delegations of the sheet; DATABASE names the file
    gunicorn office:application
"""
import csv
import os
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False, SECRET_KEY='bench', ALLOWED_HOSTS=['*'], ROOT_URLCONF='office', USE_TZ=True, USE_I18N=False, LOGIN_URL='/sign-in', LOGIN_REDIRECT_URL='/visits', DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.environ['DATABASE'], 'OPTIONS': {'timeout': 30}}},
    INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.sessions'],
    MIDDLEWARE=['django.middleware.security.SecurityMiddleware', 'django.contrib.sessions.middleware.SessionMiddleware', 'django.middleware.csrf.CsrfViewMiddleware',
                'django.contrib.auth.middleware.AuthenticationMiddleware', 'django.middleware.clickjacking.XFrameOptionsMiddleware'],
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'OPTIONS': {
        'context_processors': ['django.template.context_processors.request', 'django.contrib.auth.context_processors.auth'],
        'loaders': [('django.template.loaders.cached.Loader', [('django.template.loaders.filesystem.Loader', [os.path.join(os.path.dirname(os.path.abspath(__file__)), 'office')])])]}}])
django.setup()

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.management import call_command
from django.core.paginator import Paginator
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.db.backends.signals import connection_created
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

LISTED = ['id', 'code', 'name', 'country', 'visitors', 'host', 'purpose', 'arrives_on', 'state']
PAGE = 50
HOSTS = [('leaders', 'Lãnh đạo tỉnh'), ('agency', 'Sở, ngành'), ('office', 'Sở Ngoại vụ')]
STATES = [('announced', 'Đã báo'), ('received', 'Đã tiếp'), ('postponed', 'Hoãn'), ('cancelled', 'Hủy')]


class Visit(models.Model):
    code = models.CharField('Mã đoàn', max_length=40, blank=True)
    name = models.CharField('Tên đoàn', max_length=300)
    organisation = models.CharField('Cơ quan', max_length=300, blank=True)
    leader = models.CharField('Trưởng đoàn', max_length=200, blank=True)
    country = models.CharField('Nước', max_length=60)
    visitors = models.PositiveIntegerField('Số người', null=True)
    host = models.CharField('Cấp tiếp', max_length=40, choices=HOSTS)
    purpose = models.CharField('Mục đích', max_length=60, blank=True)
    programme = models.TextField('Chương trình', blank=True)
    places = models.CharField('Nơi đến', max_length=300, blank=True)
    arrives_on = models.DateField('Ngày đến', null=True, db_index=True)
    leaves_on = models.DateField('Ngày đi', null=True, blank=True)
    state = models.CharField('Trạng thái', max_length=40, choices=STATES)
    narrative = models.TextField('Nội dung', blank=True)
    note = models.TextField('Ghi chú', blank=True)

    class Meta:
        app_label = 'office'


class Change(models.Model):
    """Who changed what, as the program keeps it too."""
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE)
    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=100)
    body = models.JSONField()

    class Meta:
        app_label = 'office'


class VisitForm(forms.ModelForm):
    class Meta:
        model = Visit
        exclude = []


@connection_created.connect
def durable(connection, **_):
    with connection.cursor() as cursor:
        cursor.execute('PRAGMA journal_mode = WAL')
        cursor.execute('PRAGMA synchronous = FULL')


@login_required
def visits(request):
    if request.method == 'POST':
        return create(request)
    page = Paginator(Visit.objects.order_by('-id'), PAGE).get_page(request.GET.get('page'))
    return render(request, 'list.html', {'page': page, 'columns': [Visit._meta.get_field(name).verbose_name for name in LISTED], 'hosts': HOSTS, 'states': STATES})


def create(request):
    form = VisitForm(request.POST)
    if not form.is_valid():
        return render(request, 'new.html', {'form': form}, status=400)
    with transaction.atomic():
        visit = form.save()
        Change.objects.create(visit=visit, who=request.user.username, body={name: str(value) for name, value in form.cleaned_data.items()})
    return redirect('/visits/%d' % visit.id)


@login_required
def visit(request, number):
    found = get_object_or_404(Visit, pk=number)
    rows = [(field.verbose_name, getattr(found, field.name)) for field in Visit._meta.fields]
    return render(request, 'visit.html', {'visit': found, 'rows': rows, 'changes': found.change_set.order_by('-id')})


@login_required
def new(request):
    return render(request, 'new.html', {'form': VisitForm()})


@login_required
def as_json(request):
    page = Paginator(Visit.objects.order_by('-id'), PAGE).get_page(request.GET.get('page'))
    return JsonResponse({'count': page.paginator.count, 'items': list(page.object_list.values())})


urlpatterns = [path('sign-in', LoginView.as_view(template_name='sign-in.html')), path('visits', visits), path('visits.json', as_json),
               path('visits/new', new), path('visits/<int:number>', visit)]
application = get_wsgi_application()


def make(sheet):
    call_command('migrate', verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Visit, Change):
            editor.create_model(model)
    User.objects.create_user('bench', password='bench')
    with open(sheet, encoding='utf-8-sig', newline='') as file:
        Visit.objects.bulk_create([Visit(**{name: row[name] or ('' if name != 'visitors' else 0) for name in LISTED if name not in ('id', 'arrives_on')},
                                         narrative=row['narrative'], arrives_on=row['arrives_on'] or None) for row in csv.DictReader(file)], batch_size=1000)


if __name__ == '__main__':
    make(sys.argv[2])
